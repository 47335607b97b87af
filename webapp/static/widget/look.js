// How the window looks: our tokens, by day and by night, and what a page may set instead of them.

const DAY = `
  --paper:var(--courtside-paper,#faf8f5); --surface:var(--courtside-surface,#fff);
  --wood:var(--courtside-bubble,#f5ecdf); --edge:#e6d5bd; --ink:var(--courtside-ink,#1f2328);
  --soft:var(--courtside-soft,#5b5f66); --line:#e3ded6; --strong:#8d8a84;
  --accent:var(--courtside-accent,#c2480f); --on:var(--courtside-on-accent,#fff);
  --good:#1c6b47; --warn:#855200; --wash:#fdf3df; --focus:#1a5fb4; color-scheme:light;`;

const NIGHT = `
  --paper:var(--courtside-paper,#161718); --surface:var(--courtside-surface,#1e2022);
  --wood:var(--courtside-bubble,#2b251d); --edge:#453a2b; --ink:var(--courtside-ink,#ebe7e0);
  --soft:var(--courtside-soft,#aaa59c); --line:#33353a; --strong:#7d7a74;
  --accent:var(--courtside-accent,#ec7a45); --on:var(--courtside-on-accent,#1c110a);
  --good:#7fcfa4; --warn:#ecbd6b; --wash:#2e2614; --focus:#8ab4f8; color-scheme:dark;`;

const STYLE = `
  :host{all:initial;${DAY}}
  :host([theme=dark]){${NIGHT}}
  @media(prefers-color-scheme:dark){:host(:not([theme=light])){${NIGHT}}}
  *{box-sizing:border-box;margin:0;padding:0;font:inherit;color:inherit}
  [hidden]{display:none!important}
  .all{
    font:400 16px/1.6 var(--courtside-font,system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif);
    color:var(--ink);text-align:start}
  :focus-visible{outline:2px solid var(--focus);outline-offset:2px}
  .unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
  .launcher,.panel{
    position:fixed;z-index:var(--courtside-z,2147483000);
    right:max(var(--courtside-right,20px),env(safe-area-inset-right))}
  .launcher{
    bottom:max(var(--courtside-bottom,20px),env(safe-area-inset-bottom));display:flex;align-items:center;gap:8px;
    min-height:52px;padding:0 22px;border:1px solid transparent;border-radius:26px;background:var(--accent);
    color:var(--on);font-weight:600;cursor:pointer;box-shadow:0 4px 16px #0003}
  .badge{
    min-width:24px;padding:0 7px;border-radius:12px;background:var(--surface);color:var(--ink);font-size:14px;
    line-height:24px;text-align:center;font-variant-numeric:tabular-nums}
  .panel{
    bottom:calc(max(var(--courtside-bottom,20px),env(safe-area-inset-bottom)) + 64px);
    width:var(--courtside-width,400px);height:min(var(--courtside-height,660px),100dvh - 104px);
    max-width:calc(100vw - 40px);display:flex;flex-direction:column;overflow:hidden;background:var(--paper);
    border:1px solid var(--line);border-radius:var(--courtside-radius,10px);box-shadow:0 12px 40px #0003;
    animation:rise .12s ease-out}
  .head{
    display:flex;align-items:center;gap:4px;padding:8px 6px 8px 16px;background:var(--surface);
    border-bottom:1px solid var(--line)}
  .head>div{flex:1;min-width:0}
  h2{font-weight:600;line-height:1.4;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
  .soft{color:var(--soft);font-size:14px}
  .here::before,.gone::before{content:"●";color:var(--good);margin-inline-end:6px;font-size:12px}
  .gone::before{content:"○";color:var(--soft)}
  .b,select{
    min-height:44px;padding:6px 14px;border:1px solid var(--strong);border-radius:6px;background:var(--surface);
    text-align:start;line-height:1.4;cursor:pointer}
  .b:hover,[aria-pressed=true]{border-color:var(--ink)}
  [aria-pressed=true]{box-shadow:inset 0 0 0 1px var(--ink)}
  .quiet,select{padding:6px;border-color:transparent;background:none;color:var(--soft);font-size:14px}
  .head .b{flex:none;white-space:nowrap}
  .head .icon{min-width:44px;padding:0;text-align:center;font-size:18px}
  .log{
    position:relative;flex:1;min-height:0;overflow-y:auto;overscroll-behavior:contain;padding:20px 16px;display:flex;
    flex-direction:column;gap:20px;overflow-wrap:anywhere}
  .log:focus-visible{outline-offset:-3px}
  .row{display:flex;flex-direction:column;gap:10px;flex:none}
  .member{align-items:flex-end}
  .text{white-space:pre-wrap}
  .bubble{padding:10px 14px;border:1px solid var(--line);border-radius:8px;background:var(--surface);line-height:1.7}
  .member .bubble{max-width:88%;background:var(--wood);border-color:var(--edge)}
  .staff .bubble{border-inline-start:3px solid var(--accent)}
  h3,strong{font-weight:600;line-height:1.5}
  .prose{display:grid;gap:8px}
  .prose ul,.prose ol{padding-inline-start:1.4em}
  a{color:var(--accent);text-decoration:underline}
  .bubble>*+*{margin-top:8px}
  .choices{display:flex;flex-wrap:wrap;gap:8px;align-items:center}
  .stack{flex-direction:column;align-items:stretch}
  .card{
    padding:14px 16px;border:1px solid var(--edge);border-inline-start:3px solid var(--accent);border-radius:8px;
    background:var(--surface);display:grid;gap:10px}
  dl{display:grid;grid-template-columns:auto 1fr;gap:4px 14px}
  dt{color:var(--soft)}
  dd{font-weight:600;font-variant-numeric:tabular-nums}
  .line{list-style:none;display:grid;gap:8px;padding-inline-start:12px;border-inline-start:2px solid var(--edge)}
  .line li{display:grid}
  .rate{background:var(--wood);border-inline-start:1px solid var(--edge)}
  .dots{color:var(--soft);animation:breathe .9s infinite alternate}
  .failed{border-color:var(--warn);color:var(--warn);font-size:14px}
  .banner{padding:8px 16px;background:var(--wash);color:var(--warn);font-size:14px;border-top:1px solid var(--line)}
  .foot{
    position:relative;padding:10px 12px 2px;padding-bottom:max(2px,env(safe-area-inset-bottom));
    background:var(--surface);border-top:1px solid var(--line)}
  .write{display:flex;gap:8px;align-items:flex-end}
  .below{display:flex;justify-content:space-between}
  .field{flex:1 1 100%;display:grid;gap:4px;font-size:14px}
  textarea,input{
    flex:1;min-width:0;min-height:48px;max-height:132px;padding:10px 12px;border:1px solid var(--strong);
    border-radius:6px;background:var(--paper);font-size:16px;line-height:1.6;resize:none;field-sizing:content}
  input{field-sizing:fixed}
  textarea::placeholder{color:var(--soft);opacity:1}
  .send{
    min-height:48px;background:var(--accent);color:var(--on);border-color:transparent;font-weight:600;
    white-space:nowrap}
  .likely{
    position:absolute;bottom:100%;left:0;right:0;max-height:44dvh;overflow-y:auto;list-style:none;
    background:var(--surface);border-top:1px solid var(--line);box-shadow:0 -8px 20px #0001}
  .likely li{min-height:44px;padding:10px 16px;line-height:1.5;cursor:pointer;border-bottom:1px solid var(--line)}
  .likely li:hover,.likely [aria-selected=true]{background:var(--wood)}
  .likely [aria-selected=true]{outline:2px solid var(--focus);outline-offset:-2px}
  @media(max-width:479.98px),(max-height:479.98px){
    .panel{
      inset:0;width:auto;max-width:none;height:var(--seen,100dvh);border:0;border-radius:0;
      padding-top:env(safe-area-inset-top);background:var(--surface)}
    .log{background:var(--paper)}
    .panel:not([hidden])+.launcher{display:none}
  }
  @keyframes rise{from{opacity:0}}
  @keyframes breathe{to{opacity:.5}}
  @media(prefers-reduced-motion:reduce){*{animation:none!important}}
  @media(forced-colors:active){
    .launcher,.send,.badge{border:1px solid ButtonText}
    .likely [aria-selected=true]{outline-color:Highlight}
  }`;

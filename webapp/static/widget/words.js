// What the window for questions says, in three languages: zh-Hans, zh-Hant, en. {} is filled in.

const LANGS = ["zh-Hans", "zh-Hant", "en"];
const NAMES = ["简体中文", "繁體中文", "English"];
const ZONE = "Asia/Shanghai";

const TEXT = {
  ask: ["咨询", "諮詢", "Ask us"],
  title: ["在线咨询", "線上諮詢", "Ask the club"],
  close: ["关闭", "關閉", "Close"],
  send: ["发送", "傳送", "Send"],
  person: ["转人工", "轉真人", "Get a person"],
  personText: ["请帮我转人工", "請幫我轉真人客服", "I would like to talk to a person, please"],
  input: ["您的问题", "您的問題", "Your question"],
  hint: ["请写下您的问题", "請寫下您的問題", "Type your question"],
  language: ["语言", "語言", "Language"],
  hello: ["您好，想问点什么？", "您好，想問點什麼？", "Hello, how can we help?"],
  common: ["大家常问", "大家常問", "Often asked"],
  here: ["同事在线", "同事在線", "Colleagues are here"],
  away: ["现在不是服务时间", "現在不是服務時間", "Nobody is here just now"],
  back: ["{} 起有人回复", "{} 起有人回覆", "A person is back at {}"],
  hours: ["人工服务时间：{}", "真人服務時間：{}", "Service hours: {}"],
  you: ["您：", "您：", "You: "],
  club: ["俱乐部：", "俱樂部：", "The club: "],
  looking: ["正在查找…", "正在查找…", "Looking it up…"],
  was: ["这是您要的答案吗？", "這是您要的答案嗎？", "Was this what you asked?"],
  yes: ["是", "是", "Yes"],
  no: ["不是", "不是", "No"],
  why: ["哪里不对？", "哪裡不對？", "What was wrong?"],
  thanks: ["谢谢，已记下。", "謝謝，已記下。", "Thank you, noted."],
  wrong: ["内容不对", "內容不對", "It is not right"],
  outdated: ["已经过时", "已經過時", "It is out of date"],
  incomplete: ["不够完整", "不夠完整", "Something is missing"],
  not_asked: ["答非所问", "答非所問", "I asked something else"],
  related: ["您可能还想问", "您可能還想問", "You may also want to ask"],
  none: ["都不是，转人工", "都不是，轉真人客服", "None of these: get a person"],
  offer: ["请同事来回答这个问题", "請同事來回答這個問題", "Let a person answer this"],
  handed: ["已转人工", "已轉真人客服", "Handed to a person"],
  number: ["您的问题编号", "您的問題編號", "Your question no."],
  who: ["由谁回复", "由誰回覆", "Answered by"],
  when: ["预计", "預計", "Expected by"],
  progress: ["进展", "進展", "Progress"],
  show: ["查看进展", "查看進展", "Show progress"],
  hide: ["收起进展", "收起進展", "Hide progress"],
  yourPhone: ["您的电话", "您的電話", "Your phone"],
  phone: ["也可以留下电话，方便同事打给您", "也可以留下電話，方便同事打給您", "You may leave a number to be called on"],
  leave: ["留下电话", "留下電話", "Leave number"],
  rate: ["这个问题处理完了，您满意吗？", "這個問題處理完了，您滿意嗎？", "This question is settled. Are you satisfied?"],
  satisfied: ["满意", "滿意", "Satisfied"],
  neutral: ["一般", "一般", "So-so"],
  dissatisfied: ["不满意", "不滿意", "Not satisfied"],
  whyNot: ["是哪里不满意？", "是哪裡不滿意？", "What could have been better?"],
  words: ["还想说什么？（可不填）", "還想說什麼？（可不填）", "Anything else? (optional)"],
  skip: ["不说原因，直接提交", "不說原因，直接提交", "Submit without a reason"],
  rated: ["您的评价：{}", "您的評價：{}", "Your rating: {}"],
  change: ["改一下", "改一下", "Change it"],
  unsolved: ["还没有解决", "還沒有解決", "Not solved yet"],
  unsolvedText: ["问题还没有解决", "問題還沒有解決", "My question is not solved yet"],
  offline: ["网络断开了。您写的都留着，连上后自动发出。", "網路斷開了。您寫的都留著，連上後自動傳送。", "You are offline. What you wrote is kept, and is sent once you are back."],
  busy: ["现在有点忙，{} 秒后自动再发。", "現在有點忙，{} 秒後自動再傳。", "We are busy just now; it is sent again in {} s."],
  lost: ["暂时连不上俱乐部，{} 秒后自动再发。", "暫時連不上俱樂部，{} 秒後自動再傳。", "The club cannot be reached; it is sent again in {} s."],
  sending: ["正在发送", "正在傳送", "Sending"],
  failed: ["没有发出，点这里重发", "沒有傳出，點這裡重傳", "Not sent. Press here to send it again"],
  unread: ["{} 条新回复", "{} 則新回覆", "New replies: {}"],
  likely: ["{} 个相近的问题，用上下键选择", "{} 個相近的問題，用上下鍵選擇", "Similar questions: {}. Choose with the arrow keys"],
  trouble: ["现在连不上俱乐部，请稍后再试。", "現在連不上俱樂部，請稍後再試。", "The club cannot be reached just now. Please try again later."],
  forget: ["结束并清除记录", "結束並清除記錄", "End and clear this chat"],
};

function wordsIn(lang, key, given) {
  return TEXT[key][LANGS.indexOf(lang)].replace("{}", given);
}

function momentIn(lang, iso) { // by the club's clock; the day only when it is another one
  const at = new Date(iso), day = (each) => each.toLocaleDateString("en", { timeZone: ZONE });
  const form = { timeZone: ZONE, hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  if (day(at) !== day(new Date())) Object.assign(form, { month: "short", day: "numeric" });
  return at.toLocaleString(lang, form);
}

function languageOf(wish) {
  if (/^zh\b.*(hant|tw|hk|mo)/i.test(wish)) return LANGS[1];
  return /^zh/i.test(wish) ? LANGS[0] : LANGS[2];
}

"""A page of another site with the window for questions in it, under the strictest policy."""

from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import click
from markupsafe import Markup, escape

from webapp.cli.installed import read_config

PORT = 8010
ORIGIN = f"http://127.0.0.1:{PORT}"
OPTIONS = ("lang", "theme", "remember", "club")
"""what the page's own address may set: /?lang=en&theme=dark"""
POLICY = (
    "default-src 'none'; script-src {club}; connect-src {club}; style-src 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
PAGE = Markup("""<!doctype html>
<html lang="zh-Hans">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<title>城东社区文体中心</title>
</head>
<body>
<main>
<h1>城东社区文体中心</h1>
<p>这是另一家网站的页面。右下角的“咨询”来自俱乐部，页面里只有一行代码：</p>
<pre><code>{code}</code></pre>
<p>换个样子看：<a href="/?theme=light">浅色</a>　<a href="/?theme=dark">深色</a>　<a href="/?lang=zh-Hant">繁體中文</a>　<a href="/?lang=en">English</a>　<a href="/">恢复</a></p>
<h2>本周安排</h2>
<p>周三晚上有羽毛球友谊赛，周六上午有少儿篮球体验课。场地和会员的问题，直接问俱乐部。</p>
</main>
{code_in_force}
</body>
</html>
""")  # noqa: E501


@click.command("widget-demo")
@click.option("--port", type=click.IntRange(1, 65535), default=PORT, help=f"端口，默认 {PORT}。")
@click.option("--club", help="俱乐部网站的地址，默认按设置里的端口。")
def widget_demo(port: int, club: str | None) -> None:
    """打开一个嵌入了咨询窗口的示例页面，它属于另一个来源。"""
    config = read_config()
    club = club or f"http://{config.host}:{config.port}"
    with host_site(club, port) as site:
        click.echo(f"示例页面：http://127.0.0.1:{port}（俱乐部：{club}），按 Ctrl+C 停止。")
        site.serve_forever()


def host_site(club: str, port: int = 0) -> ThreadingHTTPServer:
    """Port 0: any that is free."""

    class Host(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            if asked.path != "/":
                return self.send_error(HTTPStatus.NOT_FOUND)
            body = page(club, dict(parse_qsl(asked.query))).encode()
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", POLICY.format(club=club))
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            return None

        def log_message(self, *_: object) -> None:
            pass

    return ThreadingHTTPServer(("127.0.0.1", port), Host)


def page(club: str, wanted: dict[str, str]) -> str:
    """`copies`: how often the page, by mistake, has the line in it."""
    chosen = {name: wanted[name] for name in OPTIONS if name in wanted}
    options = Markup("").join(Markup(' data-{}="{}"').format(*each) for each in chosen.items())
    line = Markup('<script src="{}/widget/v1.js" defer{}></script>').format(club, options)
    copies = 2 if wanted.get("copies") == "2" else 1
    return PAGE.format(code=escape(str(line)), code_in_force=Markup("\n").join([line] * copies))

"""What the widget shows before anything was asked."""

from flask import Response, jsonify

from kb import clock
from kb.acts.wait_for_person import wait_anew
from kb.conversations.message import MOST_CHARACTERS
from kb.terms import Audience
from webapp.api.room import api
from webapp.api.turns import ChoiceBody, LikelyQuestions, Typed, WaitBody, WidgetBody
from webapp.guard import public
from webapp.language import LANGUAGES, tell
from webapp.member.shown import presets
from webapp.member.speaking import waited
from webapp.services import reading, services
from webapp.translating.approved import approved
from webapp.wording import hours_in_words

LIKELY = 5
MOST_PRESETS = 6


@api.get("/widget", summary="What the widget opens with", responses={200: WidgetBody})
@public
def widget() -> Response:
    now = clock.now()
    config = services().config
    with reading() as session:
        seen = services().outlooks.at(session, now)
        wait = waited(wait_anew(session, seen, now))
        offered = presets(session, config.preset_entries)[:MOST_PRESETS]
        body = WidgetBody(
            club=config.club_name,
            languages=list(LANGUAGES),
            greeting=tell("您好，想问点什么？场地、会员、培训、赛事，直接问就好。"),
            hours=tell(hours_in_words(seen.service.hours)),
            open=wait.is_open,
            opens_at=wait.opens_at,
            presets=[
                ChoiceBody(id=each.entry_id, question=approved(each.question)) for each in offered
            ],
            wait=WaitBody.of(wait),
            longest=MOST_CHARACTERS,
        )
    return jsonify(body.model_dump(mode="json"))


@api.get(
    "/questions/likely",
    summary="Questions that what is typed so far may come to",
    responses={200: LikelyQuestions},
)
@public
def likely(query: Typed) -> Response:
    found = services().suggester.suggest(
        query.q, audience=Audience.MEMBER, limit=LIKELY, now=clock.now()
    )
    body = LikelyQuestions(
        questions=[ChoiceBody(id=each.id, question=approved(each.question)) for each in found]
    )
    return jsonify(body.model_dump(mode="json"))

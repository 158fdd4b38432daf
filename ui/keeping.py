"""A teacher's conversations in the database: opened, kept, listed, judged."""

from __future__ import annotations

from dataclasses import dataclass, replace

from markupsafe import Markup

from indexing.errors import BeikeError
from rag.service.service import Service
from rag.store.conversations import Conversations
from rag.store.feedback import FeedbackOf, settings_fingerprint
from rag.store.records import User, Verdict
from ui.conversation import KEPT_EXCHANGES, Exchange, views_of
from ui.markup import render

#: Conversations in the list; older ones are found by searching.
_LISTED = 60


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation on a page; ``id`` is empty until its first answer is kept."""

    id: str = ""
    exchanges: tuple[Exchange, ...] = ()


def opened(service: Service, user: User, conversation_id: str) -> Talk:
    """Return a kept conversation with the surroundings of what it cites.

    Raises:
        NotFoundError: the user has no such conversation.
    """
    assistant = service.assistant_for(user)
    with service.database.read() as session:
        messages = Conversations(session, user).messages(conversation_id)[-KEPT_EXCHANGES:]
        judged = FeedbackOf(session, user)
        feedback = {message.id: judged.of_message(message.id) for message in messages}
    exchanges = []
    for message in messages:
        said = feedback[message.id]
        exchanges.append(
            Exchange(
                message.position,
                message.question,
                message.answer,
                views_of(assistant, message.answer),
                problem="",
                message_id=message.id,
                verdict=said.verdict.value if said else "",
                reason=said.reason if said else "",
            )
        )
    return Talk(conversation_id, tuple(exchanges))


def kept(service: Service, user: User, talk: Talk) -> Talk:
    """Return a conversation whose last exchange, if it is answered, is in the database."""
    *earlier, last = talk.exchanges
    if last.answer is None:
        return talk
    generation = service.generation()
    with service.database.write() as session:
        conversations = Conversations(session, user)
        if last.message_id:
            conversations.replace_answer(last.message_id, last.answer, generation)
            return talk
        id = talk.id or conversations.start(last.question).id
        message = conversations.add_turn(id, last.answer, generation)
    return Talk(id, (*earlier, replace(last, message_id=message.id)))


def judged(service: Service, user: User, talk: Talk, number: int, told: str, why: str) -> Talk:
    """Return a conversation with an exchange judged; the same verdict again takes it back.

    Args:
        service: the service.
        user: who judges.
        talk: the conversation.
        number: of the exchange.
        told: ``up`` or ``down``.
        why: the reason, may be empty.

    Raises:
        NotFoundError: the exchange is not kept any more.
    """
    exchanges = list(talk.exchanges)
    at = next((i for i, e in enumerate(exchanges) if e.number == number), None)
    if at is None or not exchanges[at].message_id:
        return talk
    exchange = exchanges[at]
    with service.database.write() as session:
        feedback = FeedbackOf(session, user)
        if exchange.verdict == told and not why:
            given = feedback.of_message(exchange.message_id)
            if given is not None:
                feedback.withdraw(given.id)
            told = ""
        else:
            fingerprint = settings_fingerprint(service.settings)
            feedback.on_message(exchange.message_id, Verdict(told), fingerprint, why)
    exchanges[at] = replace(exchange, verdict=told, reason=why.strip())
    return replace(talk, exchanges=tuple(exchanges))


def forgotten(service: Service, user: User, conversation_id: str) -> None:
    """Remove a conversation."""
    with service.database.write() as session:
        Conversations(session, user).delete(conversation_id)


def past_html(service: Service, user: User, search: str, current: str) -> Markup:
    """Return the list of conversations as HTML."""
    try:
        with service.database.read() as session:
            found = Conversations(session, user).page(limit=_LISTED, search=search)
    except BeikeError as error:
        return render("parts", "quiet", error.message)
    if not found:
        text = "没有找到这样的对话。" if search.strip() else "问过的问题会留在这里。"
        return render("parts", "quiet", text)
    confirm = "删除这个对话？删除后不能恢复。"
    return render("parts", "past", found, current, ("turns", "问"), "forget", "对话", confirm)

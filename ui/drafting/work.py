"""A draft being worked on: what a page knows of it, and the steps that change and keep it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from markupsafe import Markup

from indexing.errors import BeikeError
from rag.api.routing import AssistantPort
from rag.checking import Finding
from rag.drafting.plan import SECTIONS, Plan
from rag.drafting.workshop import findings_of
from rag.service.service import Service
from rag.store.drafts import Drafts
from rag.store.records import User, VersionInfo
from rag.types import Passage, SourceView
from ui.cards import CONTEXT
from ui.markup import render

_LISTED = 60


@dataclass(frozen=True, slots=True)
class Work:
    """See the module.

    Attributes:
        id: of the draft in the database; empty while nothing is kept.
        plan: the draft; one without sections while there is only evidence, ``None`` before.
        section: the section that is being worked on.
        findings: of the check.
        versions: saved ones, the newest first.
        views: surroundings of what is cited, by chunk id.
        found: what the last search for evidence found.
        compared: the difference to an earlier version, as HTML.
        told: a message about the last step, as HTML.
        next: what is about to be written anew: ``redraft``, the section, or ``write``, the draft.
    """

    id: str = ""
    plan: Plan | None = None
    section: str = SECTIONS[0]
    findings: tuple[Finding, ...] = ()
    versions: tuple[VersionInfo, ...] = ()
    views: Mapping[str, SourceView] = field(default_factory=dict)
    found: Sequence[Passage] = ()
    compared: str = ""
    told: str = ""
    next: str = ""

    @property
    def is_drafted(self) -> bool:
        """Whether there is anything to read."""
        return self.plan is not None and bool(self.plan.sections)


def opened(service: Service, user: User, draft_id: str) -> Work:
    """Return a kept draft in its newest version.

    Raises:
        NotFoundError: the user has no such draft.
    """
    with service.database.read() as session:
        drafts = Drafts(session, user)
        plan = drafts.version(draft_id).plan
        versions = tuple(drafts.versions(draft_id))
    return _looked_at(service, user, Work(id=draft_id, versions=versions), plan)


def saved(service: Service, user: User, work: Work, plan: Plan, note: str) -> Work:
    """Return the work with a new plan, checked, and kept as the draft's newest version."""
    with service.database.write() as session:
        drafts = Drafts(session, user)
        id = work.id
        if id:
            drafts.save(id, plan, note)
        else:
            id = drafts.start(plan, note).id
        versions = tuple(drafts.versions(id))
    kept = replace(work, id=id, versions=versions, compared="", told="")
    return _looked_at(service, user, kept, plan)


def brought_back(service: Service, user: User, work: Work, number: int) -> Work:
    """Return the work with an earlier version as its newest one.

    Raises:
        NotFoundError: there is no such draft or version.
    """
    with service.database.write() as session:
        drafts = Drafts(session, user)
        plan = drafts.bring_back(work.id, number).plan
        versions = tuple(drafts.versions(work.id))
    return _looked_at(service, user, replace(work, versions=versions, compared=""), plan)


def version_of(service: Service, user: User, work: Work, number: int) -> Plan:
    """Return an earlier version of the draft.

    Raises:
        NotFoundError: there is no such draft or version.
    """
    with service.database.read() as session:
        return Drafts(session, user).version(work.id, number).plan


def removed(service: Service, user: User, draft_id: str) -> None:
    """Remove a draft with all its versions."""
    with service.database.write() as session:
        Drafts(session, user).delete(draft_id)


def drafts_html(service: Service, user: User, current: str) -> Markup:
    """Return the list of drafts as HTML."""
    with service.database.read() as session:
        found = Drafts(session, user).page(limit=_LISTED)
    if not found:
        return render("parts", "quiet", "写过的教案会自动存在这里。")
    confirm = "删除这份草稿和它的全部版本？删除后不能恢复。"
    return render("parts", "past", found, current, ("versions", "版"), "remove", "草稿", confirm)


def _looked_at(service: Service, user: User, work: Work, plan: Plan) -> Work:
    """Return the work with a plan, what the check says of it, and the sources it cites."""
    known = {c.chunk_id for c in plan.citations}
    views = {chunk: view for chunk, view in work.views.items() if chunk in known}
    views |= _views(service.assistant_for(user), known - views.keys())
    findings = findings_of(plan) if plan.sections else ()
    section = work.section if plan.section(work.section) else _first(plan)
    return replace(work, plan=plan, findings=findings, views=views, section=section)


def _first(plan: Plan) -> str:
    return plan.sections[0].name if plan.sections else SECTIONS[0]


def _views(assistant: AssistantPort, chunks: set[str]) -> dict[str, SourceView]:
    views = {}
    for chunk in chunks:
        try:
            views[chunk] = assistant.source(chunk, CONTEXT)
        except (KeyError, BeikeError):
            continue  # the card says that the document has changed
    return views

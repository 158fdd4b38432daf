"""One user's drafts of lesson plans: every saved version stays until its draft is removed."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rag.drafting.plan import Plan
from rag.store.errors import NotFoundError
from rag.store.records import (
    Clock,
    Draft,
    DraftVersion,
    User,
    VersionInfo,
    plan_from_json,
    plan_to_json,
    utc_now,
)
from rag.store.tables import NOTE_LENGTH, DraftRow, DraftVersionRow, Owned, storable, title_of


class Drafts:
    """The drafts of one user; those of others do not exist here.

    Args:
        session: an open session; ``database.write()`` for what changes something.
        owner: whose drafts.
        clock: the time.
    """

    def __init__(self, session: Session, owner: User, clock: Clock = utc_now) -> None:
        self._session = session
        self._owner = owner
        self._clock = clock
        self._rows = Owned(session, DraftRow, owner, "没有这份草稿。", "它可能已经删除。")

    def start(self, plan: Plan, note: str = "") -> Draft:
        """Keep a new draft; it gets the plan's title and the plan as version 1."""
        now = self._clock()
        row = DraftRow(
            owner_id=self._owner.id, title=title_of(plan.title), created=now, updated=now
        )
        self._session.add(row)
        self._session.flush()
        self._add(row, 1, plan, note)
        return _draft(row, 1)

    def save(self, draft_id: str, plan: Plan, note: str = "") -> DraftVersion:
        """Keep a plan as the newest version of a draft.

        Args:
            draft_id: one of the owner's.
            plan: the whole plan.
            note: what changed, for the list of versions.

        Raises:
            NotFoundError: the owner has no such draft.
        """
        row = self._rows.one(draft_id, lock=True)
        return self._add(row, self._count(row) + 1, plan, note)

    def bring_back(self, draft_id: str, number: int) -> DraftVersion:
        """Make an earlier version the newest one again, as a new version.

        Raises:
            NotFoundError: the owner has no such draft, or it has no such version.
        """
        earlier = self.version(draft_id, number)
        return self.save(draft_id, earlier.plan, f"恢复到第 {number} 版")

    def rename(self, draft_id: str, title: str) -> None:
        """Give a draft another title; its plans keep theirs.

        Raises:
            NotFoundError: the owner has no such draft.
        """
        self._rows.one(draft_id, lock=True).title = title_of(title)
        self._session.flush()

    def delete(self, draft_id: str) -> None:
        """Remove a draft with all its versions.

        Raises:
            NotFoundError: the owner has no such draft.
        """
        self._rows.delete(draft_id)

    def get(self, draft_id: str) -> Draft:
        """Return a draft without its content.

        Raises:
            NotFoundError: the owner has no such draft.
        """
        row = self._rows.one(draft_id)
        return _draft(row, self._count(row))

    def version(self, draft_id: str, number: int | None = None) -> DraftVersion:
        """Return a version of a draft, the newest where no number is given.

        Raises:
            NotFoundError: the owner has no such draft, or it has no such version.
        """
        self._rows.one(draft_id)
        query = select(DraftVersionRow).where(DraftVersionRow.draft_id == draft_id)
        if number is not None:
            query = query.where(DraftVersionRow.number == number)
        row = self._session.scalar(query.order_by(DraftVersionRow.number.desc()).limit(1))
        if row is None:
            raise NotFoundError(f"这份草稿没有第 {number} 版。")
        return _version(row)

    def versions(
        self, draft_id: str, *, limit: int | None = None, offset: int = 0
    ) -> list[VersionInfo]:
        """Return what versions a draft has, the newest first.

        Args:
            draft_id: one of the owner's.
            limit: at most so many; ``None`` for all.
            offset: so many are passed over.

        Raises:
            NotFoundError: the owner has no such draft.
        """
        self._rows.one(draft_id)
        rows = self._session.execute(
            select(DraftVersionRow.number, DraftVersionRow.note, DraftVersionRow.created)
            .where(DraftVersionRow.draft_id == draft_id)
            .order_by(DraftVersionRow.number.desc())
            .limit(limit)
            .offset(offset)
        )
        return [VersionInfo(number, note, created) for number, note, created in rows]

    def page(self, *, limit: int = 50, offset: int = 0) -> list[Draft]:
        """Return at most ``limit`` drafts after ``offset`` others, the one saved last first."""
        versions = (
            select(func.count()).where(DraftVersionRow.draft_id == DraftRow.id).scalar_subquery()
        )
        rows = self._session.execute(
            self._rows.select(versions)
            .order_by(DraftRow.updated.desc(), DraftRow.id)
            .limit(limit)
            .offset(offset)
        )
        return [_draft(row, count) for row, count in rows]

    def count(self) -> int:
        """Return how many drafts the owner has."""
        return self._rows.count()

    def _add(self, draft: DraftRow, number: int, plan: Plan, note: str) -> DraftVersion:
        now = self._clock()
        row = DraftVersionRow(
            draft_id=draft.id,
            number=number,
            plan=plan_to_json(plan),
            note=storable(note)[:NOTE_LENGTH],
            created=now,
        )
        self._session.add(row)
        draft.updated = now
        self._session.flush()
        return _version(row)

    def _count(self, draft: DraftRow) -> int:
        # Versions are never removed one by one, so this is the newest number as well.
        counted = select(func.count()).where(DraftVersionRow.draft_id == draft.id)
        return self._session.scalars(counted).one()


def _draft(row: DraftRow, versions: int) -> Draft:
    return Draft(row.id, row.title, row.created, row.updated, versions)


def _version(row: DraftVersionRow) -> DraftVersion:
    return DraftVersion(row.draft_id, row.number, plan_from_json(row.plan), row.note, row.created)

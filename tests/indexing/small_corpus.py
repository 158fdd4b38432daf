"""Invented documents, and an embedding model that counts what it is asked."""

import hashlib
from pathlib import Path

import numpy as np

from indexing.embedding.encoding import without_tokens
from indexing.index import open_index
from indexing.pipeline import build_index
from indexing.records import (
    Cell,
    Chunk,
    ChunkKind,
    Document,
    DocumentKind,
    Section,
    Source,
    Table,
    Unit,
    UnitKind,
    chunk_id,
    document_id,
)
from indexing.settings import IndexSettings

GARDEN = (
    "# 校园花圃养护\n\n## 浇水安排\n\n每周一浇水，由值日组负责。\n\n## 修剪工具\n\n使用修枝剪。\n"
)
KITCHEN = "# 面点实训\n\n## 和面比例\n\n面粉与水的比例为 2∶1。\n\n## 烤箱温度\n\n预热到 180 度。\n"


class CountingEncoder:
    """Vectors from a hash of the text; ``encoded`` lists every text asked for."""

    def __init__(self, name="small", dimension=8):
        self.name = name
        self.dimension = dimension
        self.encoded = []

    @property
    def fingerprint(self):
        return f"weights of {self.name}"

    def count_tokens(self, text):
        return len(text)

    def encode_documents(self, texts, progress=None):
        self.encoded += texts
        return [without_tokens(self.vector(text)) for text in texts]

    def vector(self, text):
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")
        vector = np.random.default_rng(seed).normal(size=self.dimension).astype(np.float32)
        return vector / np.linalg.norm(vector)


class Workshop:
    """A corpus, its index and a model in a temporary folder."""

    def __init__(self, folder: Path):
        self.corpus = folder / "corpus"
        self.index = folder / "index"
        self.corpus.mkdir()
        self.encoder = CountingEncoder()
        self.settings = IndexSettings(chunk_tokens=64)

    def write(self, name, text):
        path = self.corpus / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def build(self, **options):
        options.setdefault("encoder", self.encoder)
        return build_index(self.corpus, self.index, self.settings, **options)

    def open(self):
        return open_index(self.index)

    def found(self, query):
        """Return the texts a search by words finds."""
        with self.open() as index:
            return [index.chunk(id_).text for id_, _ in index.lexical_search(query, 10)]


def make_document(path="a.md", title="校园花圃养护", texts=("每周一浇水。", "使用修枝剪。")):
    """A document with a section, a table and one unit a text."""
    canonical = "\n".join(texts)
    root = Section(0, None, title, (), 0, None, 0, len(canonical))
    part = Section(1, 0, "二、浇水安排", ("浇水安排",), 1, 3, 0, len(canonical))
    cell = Cell(texts[0][:2], 0, 2, certain=False)
    table = Table("工具一览表", ("名称",), ((cell,),), 1, None)
    units, start = [], 0
    for text in texts:
        units.append(Unit(UnitKind.ITEM, start, start + len(text), 1, 3))
        start += len(text) + 1
    return Document(
        id=document_id(path),
        path=path,
        title=title,
        kind=DocumentKind.GENERIC,
        sha256="0" * 64,
        script="hans",
        canonical=canonical,
        sections=(root, part),
        tables=(table,),
        units=tuple(units),
        pages=4,
    )


def make_chunks(document, heading="浇水安排"):
    """One chunk a unit, chained; the last is a fact sheet with a source."""
    ids = [chunk_id(document.id, unit.start, unit.end) for unit in document.units]
    chunks = []
    for number, unit in enumerate(document.units):
        last = number == len(ids) - 1
        text = document.canonical[unit.start : unit.end]
        chunks.append(
            Chunk(
                id=ids[number],
                document_id=document.id,
                kind=ChunkKind.FACT_SHEET if last else ChunkKind.LIST,
                text=text,
                search_text=f"{document.title} {heading}\n{text}",
                heading_path=(heading,),
                page=None if last else 3,
                start=unit.start,
                end=unit.end,
                section=1,
                previous=ids[number - 1] if number else None,
                next=None if last else ids[number + 1],
                sources=(Source(text[:1], 0, 1),) if last else (),
            )
        )
    return chunks

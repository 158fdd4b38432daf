"""A small invented corpus for tests of questions, and a stand-in for the embedding model.

Three documents: a standard and a lesson plan of a tea course in Markdown, a flower course in
Traditional script. Every figure and sentence is made up.
"""

import hashlib

import numpy as np

from indexing.embedding.encoding import Encoded, without_tokens

STANDARD = """# 茶艺培训标准

## 一、课程安排

绿茶冲泡课程共48学时，红茶冲泡课程共36学时，茶席布置课程共24学时。

## 二、绿茶冲泡课程标准

### （一）课程目标

学员能按水温和投茶量的要求冲泡绿茶，并向客人说明产地。

### （二）教学考核要求

过程性考核占60%，终结性考核占40%。缺课三次的学员不得参加终结性考核。

### （三）师资要求

任课教师应有三年以上的茶艺从业经历。

## 三、红茶冲泡课程标准

### （一）课程目标

学员能用紫砂壶冲泡红茶，控制出汤时间。

### （二）教学考核要求

过程性考核占70%，终结性考核占30%。

## 四、场地

每个工位配一只煮水壶和一套盖碗，四人一组。
"""

PLAN = """# 教案3.2《盖碗的用法》

## 教学重点

持碗的三个手指要放稳，出汤时碗盖留缝。

## 课中步骤

1. 老师示范温碗与投茶，5分钟。
2. 学员两人一组练习出汤，20分钟。
3. 各组互评汤色，10分钟。

## 课后

学员在家冲泡一次，并拍下汤色。
"""

FLOWERS = """# 花藝基礎講義

## 一、花材保鮮

剪枝時要斜剪四十五度，並在水中進行。花瓶的水每兩天更換一次。

## 二、色彩搭配

初學者先用同類色，再試對比色。
"""

#: Words of a question → words of the units that answer it, see :class:`knowing_reader.Knows`.
ANSWERS = {
    ("绿茶", "考核"): ("过程性考核占60%", "缺课三次"),
    ("红茶", "考核"): ("过程性考核占70%",),
    ("绿茶", "目标"): ("冲泡绿茶",),
    ("学时",): ("绿茶冲泡课程共48学时",),
    ("从业",): ("三年以上",),
    ("花瓶",): ("每两天更换一次",),
    ("重点",): ("三个手指",),
}

DOCUMENTS = {"标准/茶艺.md": STANDARD, "教案3.2.md": PLAN, "花藝.md": FLOWERS}


class StubEncoder:
    """Builds an index without a model: random but repeatable vectors, a character a token."""

    name = "stub"
    fingerprint = "weights of the stub"
    dimension = 8

    def count_tokens(self, text):
        return len(text)

    def encode_documents(self, texts, progress=None):
        return [self.encoded(text) for text in texts]

    def encode_query(self, text):
        raise AssertionError("a question was encoded although dense_weight is 0")

    def encoded(self, text):
        """Return the vector of a text, and no tokens."""
        return without_tokens(self._vector(text))

    def _vector(self, text):
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")
        vector = np.random.default_rng(seed).normal(size=self.dimension).astype(np.float32)
        return vector / np.linalg.norm(vector)


class LetteredEncoder(StubEncoder):
    """Each letter of a text is a token with a vector of its own; ``asked`` lists the questions."""

    def __init__(self):
        self.asked = []

    def encode_query(self, text):
        self.asked.append(text)
        return self.encoded(text)

    def encoded(self, text):
        vectors = [self._vector(letter) for letter in text if letter.isalnum()]
        return Encoded(
            self._vector(text),
            np.array(vectors, np.float32).reshape(-1, self.dimension),
        )

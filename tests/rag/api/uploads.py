"""Sending documents to a service, and asking about them."""

import io

import docx


def word(*paragraphs):
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def upload(client, name, data, **form):
    return client.post("/v1/documents", files={"file": (name, data)}, data=form)


def answer(client, question):
    return client.post("/v1/ask", json={"question": question}).json()

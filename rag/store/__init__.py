"""What Beike keeps for its users: accounts, conversations, drafts, feedback, uploaded documents.

Everything goes through small repositories that take an open session and the user who asks, and
hand out the frozen records of :mod:`rag.store.records`::

    database = open_database(settings)          # once a process, shared by its threads
    with database.write() as session:           # or database.read()
        Conversations(session, user).add_turn(conversation_id, answer, generation)

A repository reaches the rows of its own user only: another user's id is an id that does not
exist. What concerns everybody (:mod:`rag.store.users`, :mod:`rag.store.feedback`, the
school's documents) asks for an administrator. Where there are no accounts, everything belongs to
the built-in user, :func:`rag.store.users.local_user`.

The documents' files and the index are not kept here, and nothing here answers a question.
"""

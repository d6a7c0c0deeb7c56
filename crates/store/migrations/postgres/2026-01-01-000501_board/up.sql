-- The record of votes before three tellers: a chain of posts. The sealed shares beside it are destroyed after the count.
CREATE TABLE board_posts (
    meeting_id TEXT NOT NULL REFERENCES meetings (id),
    round INTEGER NOT NULL,
    number INTEGER NOT NULL,
    seat INTEGER,
    head TEXT NOT NULL,
    post TEXT NOT NULL,
    shares BYTEA,
    PRIMARY KEY (meeting_id, round, number)
);
CREATE INDEX board_posts_seat ON board_posts (meeting_id, round, seat);

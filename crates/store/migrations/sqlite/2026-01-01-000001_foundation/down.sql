DROP TABLE messages;
DROP TABLE sessions;
DROP TABLE seats;
DROP TABLE people;
DROP TABLE offices;
DROP TABLE files;
DROP TABLE outbox;
DROP TABLE journal;

DROP TABLE opinions;
DROP TABLE draws;
DROP TABLE meeting_members;
DROP TABLE meeting_agenda;
DROP TABLE meetings;

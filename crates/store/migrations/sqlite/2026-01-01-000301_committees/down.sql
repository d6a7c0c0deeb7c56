DROP TABLE experts;
DROP TABLE committees;

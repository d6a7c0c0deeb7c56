DROP TABLE log_heads;
DROP TABLE log_tiles;
DROP TABLE log_entries;
DROP TABLE certificate_serials;
DROP TABLE certificates;
DROP TABLE result_cases;
DROP TABLE result_lists;

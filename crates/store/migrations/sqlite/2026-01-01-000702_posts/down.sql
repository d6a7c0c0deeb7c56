DROP TABLE post_recommendations;
DROP TABLE post_plans;

DROP TABLE fee_serials;
DROP TABLE fee_payments;
DROP TABLE fee_orders;

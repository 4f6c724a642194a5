-- A template message is found by the id the platform gave it: it may say afterwards that it did not arrive (docs/decisions/0020-beyond-48-hours.md).
CREATE INDEX outbox_template ON outbox (target, receipt) WHERE kind = 'template' AND state = 'delivered';

-- A number of a hotline is one ticket's for ever, also after its forward's round is over (docs/decisions/0021-rounds-at-the-hotline.md).
CREATE INDEX outbox_receipt ON outbox (target, receipt) WHERE kind = 'forward' AND state = 'delivered';

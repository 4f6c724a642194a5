-- Whose number a hotline's is, and which template a platform's report is about (docs/decisions/0020-beyond-48-hours.md). The index of two
-- columns was passed over for that of the counts, which has three: every settlement read all that was ever delivered to the hotline.
DROP INDEX outbox_receipt;
CREATE INDEX outbox_receipts ON outbox (target, receipt, kind, state) WHERE receipt <> '';

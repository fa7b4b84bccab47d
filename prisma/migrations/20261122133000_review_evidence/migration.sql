-- What the record says of one review is a walk along an index, however long the record is.

-- By hand from here on.
CREATE INDEX "ledger_entry_review" ON "ledger_entry" (tenant_id, (detail->>'campaign')) WHERE action LIKE 'reviews.%';

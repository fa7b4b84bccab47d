-- What was denied is a few in a hundred, and looked for most: of one server, of one person and of everybody, newest first.
CREATE INDEX "ledger_entry_denied" ON "ledger_entry" ("tenant_id", "occurred_at" DESC, "id" DESC) WHERE "result" = 'denied';
CREATE INDEX "ledger_entry_denied_server" ON "ledger_entry" ("tenant_id", "tool_server", "occurred_at" DESC, "id" DESC) WHERE "result" = 'denied';
CREATE INDEX "ledger_entry_denied_person" ON "ledger_entry" ("tenant_id", "root_person_id", "occurred_at" DESC, "id" DESC) WHERE "result" = 'denied';

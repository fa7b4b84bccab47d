-- One act alone, newest first: all but the three that nearly every entry is of, which are met soon on the way back in time.
CREATE INDEX "ledger_entry_act" ON "ledger_entry" ("tenant_id", "action", "occurred_at" DESC, "id" DESC) WHERE "action" NOT IN ('tool.call', 'tool.outcome', 'token.issue');

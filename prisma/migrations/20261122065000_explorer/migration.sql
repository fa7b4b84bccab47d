-- "Everything below this agent", newest first. Row-level security lets only leakproof operators use an index, and `@>`
-- is none; `chain[n] =` is, and gives the rows in order. A chain has at most 8 agents.
DROP INDEX "ledger_entry_chain_gin";
CREATE INDEX "ledger_entry_chain_1" ON "ledger_entry" ("tenant_id", ("chain"[1]), "occurred_at" DESC, "id" DESC) WHERE "chain"[1] IS NOT NULL;
CREATE INDEX "ledger_entry_chain_2" ON "ledger_entry" ("tenant_id", ("chain"[2]), "occurred_at" DESC, "id" DESC) WHERE "chain"[2] IS NOT NULL;
CREATE INDEX "ledger_entry_chain_3" ON "ledger_entry" ("tenant_id", ("chain"[3]), "occurred_at" DESC, "id" DESC) WHERE "chain"[3] IS NOT NULL;
CREATE INDEX "ledger_entry_chain_4" ON "ledger_entry" ("tenant_id", ("chain"[4]), "occurred_at" DESC, "id" DESC) WHERE "chain"[4] IS NOT NULL;
CREATE INDEX "ledger_entry_chain_5" ON "ledger_entry" ("tenant_id", ("chain"[5]), "occurred_at" DESC, "id" DESC) WHERE "chain"[5] IS NOT NULL;
CREATE INDEX "ledger_entry_chain_6" ON "ledger_entry" ("tenant_id", ("chain"[6]), "occurred_at" DESC, "id" DESC) WHERE "chain"[6] IS NOT NULL;
CREATE INDEX "ledger_entry_chain_7" ON "ledger_entry" ("tenant_id", ("chain"[7]), "occurred_at" DESC, "id" DESC) WHERE "chain"[7] IS NOT NULL;
CREATE INDEX "ledger_entry_chain_8" ON "ledger_entry" ("tenant_id", ("chain"[8]), "occurred_at" DESC, "id" DESC) WHERE "chain"[8] IS NOT NULL;

-- One run of one agent.
CREATE INDEX "ledger_entry_run" ON "ledger_entry" ("tenant_id", "run_id", "occurred_at" DESC, "id" DESC) WHERE "run_id" IS NOT NULL;

-- What people search for in words: names, tools, purposes, reasons, results, and what is among the parameters. Punctuation
-- parts words, so that `FIN-212`, `read_file` and a path are found by their parts. The cost is what it takes: it keeps the
-- planner from making the words of every row anew where the index has them.
CREATE FUNCTION ledger_words(actor text, subject text, tool_server text, tool text, purpose text, reason text, result text, detail jsonb)
RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 5000 AS $$
  SELECT to_tsvector('simple', translate(concat_ws(' ', actor, subject, tool_server, tool, purpose, reason, result, detail ->> 'parameters'),
    '-_/.:@=?&+#%"{}[],\', repeat(' ', 20)))
$$;
CREATE INDEX "ledger_entry_words" ON "ledger_entry"
  USING GIN (ledger_words(actor_name, subject_name, tool_server, tool, purpose, reason, result, detail));

-- Search by words, newest first, with the rights of the schema's owner: `@@` is not leakproof either. The tenant is the
-- caller's own, as everywhere; without one, or as `system`, it fails. Planned anew for every search, since a rare word is
-- looked up and a frequent one is met soon on the way back in time.
CREATE FUNCTION ledger_search(
  query text, before_at timestamptz, before_id uuid, since timestamptz, until timestamptz, actions text[],
  person uuid, agent uuid, run text, delegation uuid, server text, tool text, result text, at_most int
) RETURNS TABLE (id uuid) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  tenant uuid := current_setting('lanyard.tenant')::uuid;
BEGIN
  RETURN QUERY EXECUTE concat(
    'SELECT e.id FROM ledger_entry e WHERE e.tenant_id = $1',
    $q$ AND ledger_words(e.actor_name, e.subject_name, e.tool_server, e.tool, e.purpose, e.reason, e.result, e.detail) @@ to_tsquery('simple', $2)$q$,
    CASE WHEN before_at IS NOT NULL THEN ' AND (e.occurred_at, e.id) < ($3, $4)' END,
    CASE WHEN since IS NOT NULL THEN ' AND e.occurred_at >= $5' END,
    CASE WHEN until IS NOT NULL THEN ' AND e.occurred_at < $6' END,
    CASE WHEN actions IS NULL THEN $q$ AND e.action <> 'tool.outcome'$q$ ELSE ' AND e.action = ANY ($7)' END,
    CASE WHEN person IS NOT NULL THEN ' AND e.root_person_id = $8' END,
    CASE WHEN agent IS NOT NULL THEN ' AND e.chain @> ARRAY[$9]' END,
    CASE WHEN run IS NOT NULL THEN ' AND e.run_id = $10' END,
    CASE WHEN delegation IS NOT NULL THEN ' AND e.delegation_id = $11' END,
    CASE WHEN server IS NOT NULL THEN ' AND e.tool_server = $12' END,
    CASE WHEN tool IS NOT NULL THEN ' AND e.tool = $13' END,
    CASE WHEN result IN ('allowed', 'denied') THEN ' AND e.result = $14' WHEN result IS NOT NULL THEN
      $q$ AND (e.result = $14 OR EXISTS (SELECT FROM ledger_entry o WHERE o.cause_id = e.id AND o.action = 'tool.outcome' AND o.result = $14))$q$ END,
    ' ORDER BY e.occurred_at DESC, e.id DESC LIMIT $15')
    USING tenant, query, before_at, before_id, since, until, actions, person, agent, run, delegation, server, tool, result, at_most;
END $$;
REVOKE ALL ON FUNCTION ledger_search FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_search TO lanyard_authority;

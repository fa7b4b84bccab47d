-- An outcome is found by the call that caused it, by its delegation, by its time and by its number, and by nothing else: no list
-- and no search shows one by itself. Every second entry is one, and stood in seven indexes that nobody reads it by. What names
-- them says so (`action <> 'tool.outcome'`), as each walk along one of them does. The same of what most entries have none of.
DROP INDEX "ledger_entry_tenant_id_root_person_id_occurred_at_id_idx";
CREATE INDEX "ledger_entry_person" ON "ledger_entry" ("tenant_id", "root_person_id", "occurred_at" DESC, "id" DESC) WHERE "action" <> 'tool.outcome';
DROP INDEX "ledger_entry_tenant_id_agent_id_occurred_at_id_idx";
CREATE INDEX "ledger_entry_agent" ON "ledger_entry" ("tenant_id", "agent_id", "occurred_at" DESC, "id" DESC) WHERE "action" <> 'tool.outcome';
DROP INDEX "ledger_entry_tenant_id_tool_server_tool_occurred_at_id_idx";
CREATE INDEX "ledger_entry_tool" ON "ledger_entry" ("tenant_id", "tool_server", "tool", "occurred_at" DESC, "id" DESC) WHERE "action" <> 'tool.outcome';
DROP INDEX "ledger_entry_tenant_id_subject_id_occurred_at_idx";
CREATE INDEX "ledger_entry_subject" ON "ledger_entry" ("tenant_id", "subject_id", "occurred_at" DESC) WHERE "subject_id" IS NOT NULL;
DROP INDEX "ledger_entry_cause_id_idx";
CREATE INDEX "ledger_entry_cause" ON "ledger_entry" ("cause_id") WHERE "cause_id" IS NOT NULL;
DROP INDEX "ledger_entry_run";
CREATE INDEX "ledger_entry_run" ON "ledger_entry" ("tenant_id", "run_id", "occurred_at" DESC, "id" DESC) WHERE "run_id" IS NOT NULL AND "action" <> 'tool.outcome';
DROP INDEX "ledger_entry_chain_1";
CREATE INDEX "ledger_entry_chain_1" ON "ledger_entry" ("tenant_id", ("chain"[1]), "occurred_at" DESC, "id" DESC) WHERE "chain"[1] IS NOT NULL AND "action" <> 'tool.outcome';
DROP INDEX "ledger_entry_chain_2";
CREATE INDEX "ledger_entry_chain_2" ON "ledger_entry" ("tenant_id", ("chain"[2]), "occurred_at" DESC, "id" DESC) WHERE "chain"[2] IS NOT NULL AND "action" <> 'tool.outcome';
DROP INDEX "ledger_entry_chain_3";
CREATE INDEX "ledger_entry_chain_3" ON "ledger_entry" ("tenant_id", ("chain"[3]), "occurred_at" DESC, "id" DESC) WHERE "chain"[3] IS NOT NULL AND "action" <> 'tool.outcome';
DROP INDEX "ledger_entry_chain_4";
CREATE INDEX "ledger_entry_chain_4" ON "ledger_entry" ("tenant_id", ("chain"[4]), "occurred_at" DESC, "id" DESC) WHERE "chain"[4] IS NOT NULL AND "action" <> 'tool.outcome';
DROP INDEX "ledger_entry_chain_5";
CREATE INDEX "ledger_entry_chain_5" ON "ledger_entry" ("tenant_id", ("chain"[5]), "occurred_at" DESC, "id" DESC) WHERE "chain"[5] IS NOT NULL AND "action" <> 'tool.outcome';
DROP INDEX "ledger_entry_chain_6";
CREATE INDEX "ledger_entry_chain_6" ON "ledger_entry" ("tenant_id", ("chain"[6]), "occurred_at" DESC, "id" DESC) WHERE "chain"[6] IS NOT NULL AND "action" <> 'tool.outcome';
DROP INDEX "ledger_entry_chain_7";
CREATE INDEX "ledger_entry_chain_7" ON "ledger_entry" ("tenant_id", ("chain"[7]), "occurred_at" DESC, "id" DESC) WHERE "chain"[7] IS NOT NULL AND "action" <> 'tool.outcome';
DROP INDEX "ledger_entry_chain_8";
CREATE INDEX "ledger_entry_chain_8" ON "ledger_entry" ("tenant_id", ("chain"[8]), "occurred_at" DESC, "id" DESC) WHERE "chain"[8] IS NOT NULL AND "action" <> 'tool.outcome';
DROP INDEX "ledger_entry_words";
CREATE INDEX "ledger_entry_words" ON "ledger_entry"
  USING GIN (ledger_words(actor_name, subject_name, tool_server, tool, purpose, reason, result, detail)) WHERE "action" <> 'tool.outcome';

-- The search by words, which walks some of these indexes, and reads that of words: the same with outcomes left out of both,
-- and a walk that ends in time, too.
CREATE OR REPLACE FUNCTION ledger_search(
  query text, before_at timestamptz, before_id uuid, since timestamptz, until timestamptz, actions text[],
  person uuid, agent uuid, run text, delegation uuid, server text, tool text, result text, at_most int, ms int
) RETURNS TABLE (id uuid, at timestamptz, is_edge boolean) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  tenant uuid := current_setting('lanyard.tenant')::uuid;
  words text[] := ARRAY(SELECT lower(m[1]) FROM regexp_matches(query, '''([^'']+)''', 'g') m);
  -- A word that is one and of ASCII stands in the text of an entry as it is: to look for it there costs a tenth of making its words.
  plain text[] := ARRAY(SELECT CASE WHEN w ~ '^[a-z0-9]+$' AND strip(to_tsvector('simple', w)) = array_to_tsvector(ARRAY[w]) THEN '%' || w || '%' END FROM unnest(words) WITH ORDINALITY u(w, n) ORDER BY n);
  likes text[] := array_remove(plain, NULL);
  other_likes text[] := array_remove(plain[:cardinality(plain) - 1], NULL);
  last_like text := plain[cardinality(plain)];
  -- One that begins with a digit stands at the beginning of one there; of others that is not sure (`1e5abc` are two words).
  numbers text[] := ARRAY(SELECT CASE WHEN w ~ '^[0-9]' AND plain[n] IS NOT NULL THEN '(^|[^[:alnum:]])' || w END FROM unnest(words) WITH ORDINALITY u(w, n) ORDER BY n);
  last_number text := numbers[cardinality(numbers)];
  -- All but the last, which may be the beginning of very many.
  others text := nullif(regexp_replace(query, '\s*&?\s*''[^'']*'':\*$', ''), '');
  first_walk int := greatest(1000, at_most);
  longest_walk int := 6 * first_walk;
  conditions text := concat_ws(' AND ',
    $q$e.action <> 'tool.outcome'$q$,
    CASE WHEN actions IS NOT NULL THEN 'e.action = ANY ($7)' END,
    CASE WHEN person IS NOT NULL THEN 'e.root_person_id = $8' END,
    CASE WHEN agent IS NOT NULL THEN 'e.chain @> ARRAY[$9]' END,
    CASE WHEN run IS NOT NULL THEN 'e.run_id = $10' END,
    CASE WHEN delegation IS NOT NULL THEN 'e.delegation_id = $11' END,
    CASE WHEN server IS NOT NULL THEN 'e.tool_server = $12' END,
    CASE WHEN tool IS NOT NULL THEN 'e.tool = $13' END,
    CASE WHEN result IN ('allowed', 'denied') THEN format('e.result = %L', result) WHEN result IS NOT NULL THEN
      $q$(e.result = $14 OR EXISTS (SELECT FROM ledger_entry o WHERE o.cause_id = e.id AND o.action = 'tool.outcome' AND o.result = $14))$q$ END);
  -- The index that is walked, by the conditions that it is for; all others are looked at on each row.
  along text := CASE
    WHEN delegation IS NOT NULL THEN 'e.delegation_id = $11'
    WHEN run IS NOT NULL THEN 'e.run_id = $10'
    WHEN person IS NOT NULL THEN 'e.root_person_id = $8' || CASE WHEN result = 'denied' THEN $q$ AND e.result = 'denied'$q$ ELSE '' END
    WHEN agent IS NOT NULL THEN NULL
    WHEN server IS NOT NULL AND tool IS NOT NULL THEN 'e.tool_server = $12 AND e.tool = $13'
    WHEN server IS NOT NULL AND result = 'denied' THEN $q$e.tool_server = $12 AND e.result = 'denied'$q$
    WHEN result = 'denied' THEN $q$e.result = 'denied'$q$
    ELSE 'true' END;
  walk text := $q$SELECT e.* FROM ledger_entry e WHERE e.tenant_id = $1 AND e.action <> 'tool.outcome' AND (e.occurred_at, e.id) < ($3, $4) AND e.occurred_at >= $5 AND %s ORDER BY e.occurred_at DESC, e.id DESC LIMIT $q$ || longest_walk;
  entry record;
  part record;
  walked int := 0;
  found int := 0;
  with_last int := 0;
  with_others int := 0;
  at_time timestamptz := coalesce(least(before_at, until), 'infinity');
  at_id uuid := CASE WHEN before_at IS NULL OR until <= before_at THEN '00000000-0000-0000-0000-000000000000' ELSE before_id END;
  ids uuid[];
  ats timestamptz[];
  ends timestamptz := clock_timestamp() + ms * interval '1 millisecond';
  edge timestamptz;
  edge_of_part timestamptz;
  is_begun boolean := false;
BEGIN
  is_edge := false;
  since := coalesce(since, '-infinity');
  IF at_most <= 10000 THEN -- an export wants all there is
    walk := CASE WHEN along IS NOT NULL THEN format(walk, along) ELSE
      -- An agent has a place in a chain, or an order covers more agents than a chain has.
      (SELECT string_agg('(' || format(walk, format('e.chain[%s] = $9', n)) || ')', ' UNION ALL ' ORDER BY n) FROM generate_series(1, 8) n)
      || ' UNION ALL (' || format(walk, $q$NOT (e.chain[1:8] @> ARRAY[$9]) AND e.cause_id IN (SELECT c.order_id FROM containment_cover c WHERE c.tenant_id = $1 AND c.kind = 'agent' AND c.subject_id = $9)$q$) || ')' END;
    FOR entry IN EXECUTE format($q$
      SELECT e.id, e.occurred_at, t.text LIKE $16 AND coalesce(t.text ~ $19, true) AS has_last, t.text IS NOT NULL AND t.text LIKE ALL ($17) AS has_others,
        t.text IS NOT NULL AND t.text LIKE ALL ($15) AND t.text ~ ALL ($18) AND ledger_words(e.actor_name, e.subject_name, e.tool_server, e.tool, e.purpose, e.reason, e.result, e.detail) @@ to_tsquery('simple', $2) AS hit
      FROM (%s) e CROSS JOIN LATERAL (SELECT CASE WHEN %s THEN lower(concat_ws(' ', e.actor_name, e.subject_name, e.tool_server, e.tool, e.purpose, e.reason, e.result, e.detail ->> 'parameters')) END AS text OFFSET 0) t
      ORDER BY e.occurred_at DESC, e.id DESC LIMIT $6$q$, walk, conditions)
      USING tenant, query, at_time, at_id, since, longest_walk, actions, person, agent, run, delegation, server, tool, result, likes, last_like, other_likes, array_remove(numbers, NULL), last_number
    LOOP
      walked := walked + 1;
      at_time := entry.occurred_at;
      at_id := entry.id;
      IF entry.hit THEN
        id := entry.id;
        at := entry.occurred_at;
        RETURN NEXT;
        found := found + 1;
        IF found >= at_most THEN RETURN; END IF;
      END IF;
      with_last := with_last + CASE WHEN entry.has_last THEN 1 ELSE 0 END;
      with_others := with_others + CASE WHEN entry.has_others THEN 1 ELSE 0 END;
      EXIT WHEN walked = first_walk AND found * 4 < at_most;
      EXIT WHEN walked >= 500 AND ends < clock_timestamp();
    END LOOP;
    IF walked >= 500 AND ends < clock_timestamp() THEN
      at := at_time;
      id := at_id;
      is_edge := true;
      RETURN NEXT;
      RETURN;
    END IF;
    IF walked < first_walk THEN RETURN; END IF; -- that was all of it
  END IF;

  -- The last word is looked for in what the others find, where it is the more frequent.
  IF others IS NOT NULL AND with_last > with_others AND with_last > walked / 20 THEN
    conditions := conditions || format($q$ AND lower(concat_ws(' ', e.actor_name, e.subject_name, e.tool_server, e.tool, e.purpose, e.reason, e.result, e.detail ->> 'parameters')) ~ %L$q$, coalesce(last_number, words[cardinality(words)]))
      || $q$ AND ledger_words(e.actor_name, e.subject_name, e.tool_server, e.tool, e.purpose, e.reason, e.result, e.detail) @@ to_tsquery('simple', $15)$q$;
  ELSE
    others := query;
  END IF;
  at_most := at_most - found;
  -- From the partition with the newest entry on, until no other can have one that is newer than those that were found, or the time is over.
  FOR part IN EXECUTE (SELECT string_agg(format('SELECT %L AS name, min(e.occurred_at) AS oldest, max(e.occurred_at) AS newest FROM %I e WHERE e.tenant_id = $1 AND e.occurred_at <= $2 AND e.occurred_at >= $3', p.name, p.name), ' UNION ALL ') || ' ORDER BY newest DESC' FROM ledger_partitions() p)
    USING tenant, at_time, since
  LOOP
    CONTINUE WHEN part.newest IS NULL;
    EXIT WHEN cardinality(ids) >= at_most AND part.newest < ats[at_most];
    IF is_begun AND ends < clock_timestamp() THEN
      edge := greatest(edge, part.newest);
      EXIT;
    END IF;
    is_begun := true;
    SELECT array_agg(m.id ORDER BY m.at DESC, m.id DESC) FILTER (WHERE m.id IS NOT NULL), array_agg(m.at ORDER BY m.at DESC, m.id DESC) FILTER (WHERE m.id IS NOT NULL), max(m.at) FILTER (WHERE m.id IS NULL)
    INTO ids, ats, edge_of_part FROM (
      SELECT b.id, b.at FROM (
        SELECT u.id, u.at FROM unnest(ids, ats) u(id, at)
        UNION ALL
        SELECT s.id, s.at FROM ledger_search_part(part.name, conditions, tenant, others, least(at_time, part.newest + interval '1 millisecond'),
          CASE WHEN at_time <= part.newest THEN at_id ELSE '00000000-0000-0000-0000-000000000000' END, part.oldest, actions, person, agent, run, delegation, server, tool, result, query, at_most, ends) s
      ) b ORDER BY b.id IS NULL DESC, b.at DESC, b.id DESC LIMIT at_most + 1) m;
    edge := greatest(edge, edge_of_part);
  END LOOP;
  RETURN QUERY SELECT u.id, u.at, false FROM unnest(ids, ats) WITH ORDINALITY u(id, at, n) WHERE edge IS NULL OR u.at > edge ORDER BY u.n LIMIT at_most;
  IF edge IS NOT NULL AND (SELECT count(*) FROM unnest(ats) u(at) WHERE u.at > edge) < at_most THEN
    -- What was walked lies before it, of one moment perhaps.
    at := least(edge, at_time);
    id := CASE WHEN edge < at_time THEN 'ffffffff-ffff-7fff-bfff-ffffffffffff' ELSE at_id END;
    is_edge := true;
    RETURN NEXT;
  END IF;
END $$;

-- Counts of a large team: what of it is contained is looked up one by one, and no longer by reading all of its agents.

-- How many there are of each kind under a filter, by what people see of their status. What is filtered by status, risk and
-- platform alone is read off the tallies and exact; anything else is counted among the first `at_most` that match, and `cut`
-- says that there are more. A line of teams or tags without a value says that these were counted. Of one team or one tag with
-- more agents than that, `total` says how many there are of each status, off the tallies.
CREATE OR REPLACE FUNCTION agent_counts(f jsonb, at_most int) RETURNS TABLE (kind text, status text, risk_level text, platform text, value text, agents bigint, cut boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET jit = off SET effective_cache_size = '16MB' AS $$
DECLARE
  tenant uuid := current_setting('lanyard.tenant')::uuid;
  -- Of teams and tags, the most frequent.
  values_max int := 20;
  of_kind text := CASE WHEN f ? 'team' THEN 'team' ELSE 'tag' END;
  -- Agents of the one team or tag, off the tallies.
  held bigint;
  looked_up boolean;
  condition text;
  whole text;
BEGIN
  SELECT CASE WHEN bool_or(c.mode = 'suspend') THEN 'suspended' WHEN bool_or(c.mode = 'quarantine') THEN 'quarantined' END INTO whole
    FROM containment_cover c WHERE c.tenant_id = tenant AND c.kind = 'tenant' AND c.subject_id = tenant AND c.lifted_epoch IS NULL;
  IF f - ARRAY['status', 'risk', 'platform', 'retired', 'drills'] = '{}' THEN
    RETURN QUERY
      SELECT t.kind, CASE WHEN t.state = 'active' AND whole IS NOT NULL THEN whole ELSE t.state END, t.risk_level, t.platform, NULL::text, sum(t.agents), false
        FROM agent_tally t WHERE t.tenant_id = tenant AND t.kind = 'agents' GROUP BY t.kind, t.state, t.risk_level, t.platform HAVING sum(t.agents) <> 0;
    -- Teams and tags are kept by state alone: under another kind they are not counted, rather than counted wrongly.
    IF NOT (f ? 'risk' OR f ? 'platform') AND coalesce(f ->> 'status', 'draft') IN ('draft', 'retired') THEN
      RETURN QUERY
        SELECT r.kind, NULL::text, NULL::text, NULL::text, r.value, r.n, false FROM (
          SELECT t.kind, t.value, sum(t.agents) AS n, row_number() OVER (PARTITION BY t.kind ORDER BY sum(t.agents) DESC, t.value) AS place
          FROM agent_tally t WHERE t.tenant_id = tenant AND t.kind IN ('team', 'tag')
            AND t.state = coalesce(f ->> 'status', t.state) AND NOT (t.state = 'retired' AND coalesce((f ->> 'retired')::boolean = false, false))
          GROUP BY t.kind, t.value HAVING sum(t.agents) <> 0) r WHERE r.place <= values_max;
      RETURN QUERY VALUES ('team', NULL::text, NULL::text, NULL::text, NULL::text, 0::bigint, false), ('tag', NULL, NULL, NULL, NULL, 0, false);
    END IF;
    IF whole = 'suspended' THEN RETURN; END IF;
    -- What contains an agent by itself is counted out of the active ones.
    RETURN QUERY
      WITH contained AS (
        SELECT a.risk_level, a.platform, CASE WHEN bool_or(c.mode IN ('suspend', 'kill')) THEN 'suspended' ELSE 'quarantined' END AS status
        FROM containment_cover c JOIN agent a ON a.id = c.subject_id
        WHERE c.tenant_id = tenant AND c.kind = 'agent' AND c.lifted_epoch IS NULL AND c.mode IN ('suspend', 'kill', 'quarantine')
          AND a.state = 'active' AND a.registered_by <> 'containment.drill'
        GROUP BY a.id, a.risk_level, a.platform), cells AS (
        SELECT c.status, c.risk_level, c.platform, count(*) AS n FROM contained c WHERE c.status IS DISTINCT FROM whole GROUP BY 1, 2, 3)
      SELECT 'agents', c.status, c.risk_level, c.platform, NULL, c.n, false FROM cells c
      UNION ALL SELECT 'agents', coalesce(whole, 'active'), c.risk_level, c.platform, NULL, -c.n, false FROM cells c;
    RETURN;
  END IF;
  condition := agents_where(tenant, f - ARRAY['status', 'risk', 'platform', 'retired']);
  IF condition IS NULL THEN RETURN; END IF;
  RETURN QUERY EXECUTE concat($q$
    WITH found AS MATERIALIZED (
      SELECT a.risk_level, a.platform, a.team, a.tags, CASE WHEN a.state <> 'active' THEN a.state WHEN $2 = 'suspended' THEN $2
        WHEN a.id IN (SELECT c.subject_id FROM containment_cover c WHERE c.tenant_id = $3 AND c.kind = 'agent' AND c.lifted_epoch IS NULL AND c.mode IN ('suspend', 'kill')) THEN 'suspended'
        WHEN $2 = 'quarantined' THEN $2
        WHEN a.id IN (SELECT c.subject_id FROM containment_cover c WHERE c.tenant_id = $3 AND c.kind = 'agent' AND c.lifted_epoch IS NULL AND c.mode = 'quarantine') THEN 'quarantined'
        ELSE 'active' END AS status
      FROM agent a WHERE $q$, condition, $q$ LIMIT $1 + 1), few AS MATERIALIZED (SELECT * FROM found LIMIT $1), cut AS (SELECT (SELECT count(*) FROM found) > $1 AS is),
      mine AS (SELECT * FROM few WHERE status = coalesce($4 ->> 'status', status) AND risk_level = coalesce($4 ->> 'risk', risk_level) AND platform = coalesce($4 ->> 'platform', platform)
        AND NOT (status = 'retired' AND coalesce(($4 ->> 'retired')::boolean = false, false)))
    SELECT 'agents', status, risk_level, platform, NULL::text, count(*), cut.is FROM few, cut GROUP BY 2, 3, 4, 7
    UNION ALL (SELECT 'team', NULL, NULL, NULL, team, count(*), false FROM mine WHERE team IS NOT NULL GROUP BY 5 ORDER BY 6 DESC, 5 LIMIT $5)
    UNION ALL (SELECT 'tag', NULL, NULL, NULL, t.tag, count(*), false FROM mine CROSS JOIN LATERAL unnest(tags) t(tag) GROUP BY 5 ORDER BY 6 DESC, 5 LIMIT $5)
    UNION ALL VALUES ('team', NULL, NULL, NULL, NULL, 0, false), ('tag', NULL, NULL, NULL, NULL, 0, false) $q$)
    USING at_most, whole, tenant, f, values_max;
  IF NOT (f - ARRAY['status', 'retired', 'drills'] - 'team' = '{}' OR f - ARRAY['status', 'retired', 'drills'] - 'tag' = '{}') THEN RETURN; END IF;
  SELECT sum(t.agents) INTO held FROM agent_tally t
    WHERE t.tenant_id = tenant AND t.kind = of_kind AND t.value = coalesce(f ->> 'team', f ->> 'tag');
  IF held IS NULL OR held <= at_most THEN RETURN; END IF;
  -- Its agents that are contained by themselves: each is looked up, or where more are contained than it has agents, its own are read.
  -- The planner would read all 8,000 agents of a team, a page for each, rather than look 2,000 up.
  SELECT count(*) < held INTO looked_up FROM (
    SELECT FROM containment_cover c WHERE c.tenant_id = tenant AND c.kind = 'agent' AND c.lifted_epoch IS NULL AND c.mode IN ('suspend', 'kill', 'quarantine') LIMIT held) c;
  RETURN QUERY EXECUTE concat($q$
    WITH covered AS MATERIALIZED (
      SELECT c.subject_id AS id, CASE WHEN bool_or(c.mode IN ('suspend', 'kill')) THEN 'suspended' ELSE 'quarantined' END AS status
      FROM containment_cover c
      WHERE c.tenant_id = $1 AND c.kind = 'agent' AND c.lifted_epoch IS NULL AND c.mode IN ('suspend', 'kill', 'quarantine') AND $2 IS DISTINCT FROM 'suspended'
      GROUP BY c.subject_id), cells AS (
      SELECT c.status, count(*) AS n FROM covered c CROSS JOIN LATERAL (
        SELECT FROM agent a WHERE a.id = c.id AND a.tenant_id = $1 AND a.state = 'active' AND a.registered_by <> 'containment.drill' AND $q$,
      CASE WHEN of_kind = 'team' THEN 'a.team = $4' ELSE 'a.tags @> ARRAY[$4]' END, CASE WHEN looked_up THEN ' OFFSET 0' END, $q$) a
      WHERE c.status IS DISTINCT FROM $2 GROUP BY 1), kept AS (
      SELECT CASE WHEN t.state = 'active' THEN coalesce($2, 'active') ELSE t.state END AS status, t.agents FROM agent_tally t
      WHERE t.tenant_id = $1 AND t.kind = $3 AND t.value = $4)
    SELECT 'total', s.status, NULL::text, NULL::text, NULL::text, sum(s.n)::bigint, false FROM (
      SELECT k.status, k.agents::bigint AS n FROM kept k
      UNION ALL SELECT c.status, c.n FROM cells c
      UNION ALL SELECT coalesce($2, 'active'), -c.n FROM cells c) s GROUP BY s.status $q$)
    USING tenant, whole, of_kind, coalesce(f ->> 'team', f ->> 'tag');
END $$;

-- What a halt reaches is read in one go, and counted where it is: nothing of a thousand hops of authority has to leave the
-- database but their ids.
DROP FUNCTION hops_through(uuid, uuid[], uuid[], text);

-- The ids of every unexpired hop of authority that ends at one of `agents` but is not among `known`, and of all that came
-- from these, level by level. A level is a set of ids that never leaves the database. Planned once, for the
-- indexes: a plan for each level looks at each of its ids and takes five times as long as finding them. With the rights of the
-- caller, who sees one tenant; so do the functions below.
CREATE FUNCTION hops_through(tenant uuid, agents uuid[], known uuid[], run text) RETURNS uuid[] LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  found uuid[];
  level uuid[];
  levels int := 0;
BEGIN
  level := ARRAY(
    SELECT hop.id FROM unnest(agents) AS a(id) CROSS JOIN LATERAL (
      SELECT id FROM delegation
      WHERE tenant_id = tenant AND agent_id = a.id AND expires_at > now() AND (run IS NULL OR run_id = run) OFFSET 0) hop
    EXCEPT SELECT unnest(known));
  found := level;
  -- Chains are far shorter; what is deeper is a loop in the data.
  WHILE cardinality(level) > 0 AND levels < 64 LOOP
    level := ARRAY(
      SELECT hop.id FROM unnest(level) AS l(id) CROSS JOIN LATERAL (
        SELECT id FROM delegation WHERE parent_id = l.id AND tenant_id IS NOT DISTINCT FROM tenant AND expires_at > now() OFFSET 0) hop
      EXCEPT (SELECT unnest(found) UNION ALL SELECT unnest(known)));
    found := found || level;
    levels := levels + 1;
  END LOOP;
  RETURN found;
END $$;

-- Those of `hops` that an earlier order has killed already: something that they rest on has a cover that is younger.
-- Servers of tools and tenants that were freed a day ago are left out, since no token is that old.
CREATE FUNCTION dead_of(tenant uuid, hops uuid[]) RETURNS uuid[] LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_nestloop = off AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM containment_cover WHERE tenant_id = tenant) THEN
    RETURN '{}';
  END IF;
  RETURN ARRAY(
    WITH hop AS MATERIALIZED (
      SELECT id, mandate_id, path, md5('run:' || agent_id || '/' || run_id)::uuid AS run, substring(audience FROM '[^/]*$') AS server, epoch
      FROM delegation WHERE id = ANY (hops)),
    rests_on(kind, id) AS (
      SELECT DISTINCT 'agent', unnest(path) FROM hop
      UNION ALL SELECT 'delegation', id FROM hop
      UNION ALL SELECT DISTINCT 'mandate', mandate_id FROM hop
      UNION ALL SELECT DISTINCT 'run', run FROM hop),
    newest AS MATERIALIZED (
      SELECT r.kind, r.id, c.epoch FROM rests_on r CROSS JOIN LATERAL (
        SELECT epoch FROM containment_cover
        WHERE tenant_id = tenant AND kind = r.kind AND subject_id = r.id ORDER BY epoch DESC LIMIT 1) c),
    wide AS MATERIALIZED (
      SELECT kind, subject_key AS key, max(epoch) AS epoch FROM containment_cover
      WHERE tenant_id = tenant AND kind IN ('tool_server', 'tenant') AND (lifted_at IS NULL OR lifted_at > now() - interval '1 day') GROUP BY 1, 2)
    SELECT h.id FROM (SELECT id, unnest(path) AS agent, epoch FROM hop) h JOIN newest n ON n.id = h.agent WHERE n.kind = 'agent' AND n.epoch > h.epoch
    UNION SELECT h.id FROM hop h JOIN newest n ON n.id = h.id WHERE n.kind = 'delegation' AND n.epoch > h.epoch
    UNION SELECT h.id FROM hop h JOIN newest n ON n.id = h.mandate_id WHERE n.kind = 'mandate' AND n.epoch > h.epoch
    UNION SELECT h.id FROM hop h JOIN newest n ON n.id = h.run WHERE n.kind = 'run' AND n.epoch > h.epoch
    UNION SELECT h.id FROM hop h JOIN wide w ON w.key = h.server WHERE w.kind = 'tool_server' AND w.epoch > h.epoch
    UNION SELECT h.id FROM hop h, wide w WHERE w.kind = 'tenant' AND w.epoch > h.epoch);
END $$;

-- What a halt of `agents` reaches (null: of all there are), with those `below` them or alone, or of one `run` of theirs, or
-- of the hops alone that may use one `scope` or any tool of one `server`: the agents, and what lives of the hops. `lives`:
-- how many expire before the first of these numbers of seconds has passed (under '0'), before the second ('1'), and so on.
CREATE FUNCTION reach_of(tenant uuid, agents uuid[], below boolean, run text, scope text, server text, lives int[]) RETURNS json LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_nestloop = off AS $$
DECLARE
  covered uuid[] := coalesce(agents, '{}');
  found uuid[];
  alive uuid[];
  lives_end timestamptz[] := ARRAY(SELECT statement_timestamp() + make_interval(secs => s) FROM unnest(lives) s ORDER BY s);
BEGIN
  IF agents IS NULL THEN
    found := ARRAY(
      SELECT id FROM delegation
      WHERE tenant_id = tenant AND expires_at > now() AND (scope IS NULL OR scope = ANY (scopes))
        AND (server IS NULL OR EXISTS (SELECT FROM unnest(scopes) s WHERE starts_with(s, 'mcp:' || server || ':'))));
  ELSE
    found := hops_through(tenant, agents, '{}', run);
    IF below THEN
      -- Whoever acts in a hop that was not revoked; and where one was that such a hop came from, whoever is on the way to it.
      covered := ARRAY(
        SELECT unnest(agents)
        UNION SELECT agent_id FROM delegation WHERE id = ANY (found) AND revoked_at IS NULL
        UNION SELECT p.id FROM delegation d CROSS JOIN LATERAL unnest(d.path) WITH ORDINALITY AS p(id, at)
        WHERE d.id = ANY (found) AND d.revoked_at IS NULL
          AND d.parent_id IN (SELECT id FROM delegation WHERE id = ANY (found) AND revoked_at IS NOT NULL)
          AND p.at > (SELECT min(first.at) FROM unnest(d.path) WITH ORDINALITY AS first(id, at) WHERE first.id = ANY (agents)));
      found := found || hops_through(tenant, covered, found, NULL);
    END IF;
  END IF;
  alive := ARRAY(SELECT id FROM delegation WHERE id = ANY (found) AND revoked_at IS NULL EXCEPT SELECT unnest(dead_of(tenant, found)));
  RETURN (
    WITH hop AS MATERIALIZED (SELECT * FROM delegation WHERE id = ANY (alive)),
    edge AS (SELECT DISTINCT uuid_send(mandate_id) || array_send(path) AS named FROM hop)
    SELECT json_build_object(
      'agent_ids', to_json(covered),
      'hop_ids', to_json(alive),
      'passed_on', CASE WHEN run IS NULL THEN '[]' ELSE coalesce((SELECT json_agg(id) FROM delegation WHERE id = ANY (found) AND (agent_id <> ALL (agents) OR run_id <> run)), '[]') END,
      'actor_ids', coalesce((SELECT json_agg(id) FROM (SELECT agent_id AS id FROM hop EXCEPT SELECT unnest(covered)) a), '[]'),
      'edges', (SELECT count(*) FROM edge),
      'edges_digest', (SELECT encode(sha256(coalesce(string_agg(named, '' ORDER BY named), '')), 'hex') FROM edge),
      'root_person_ids', coalesce((SELECT json_agg(id) FROM (SELECT DISTINCT root_person_id AS id FROM hop) p), '[]'),
      'servers', coalesce((SELECT json_agg(DISTINCT substring(s FROM '^mcp:([a-z0-9-]+):')) FROM (SELECT DISTINCT scopes FROM hop) h, unnest(h.scopes) s WHERE s ~ '^mcp:[a-z0-9-]+:'), '[]'),
      'lives', coalesce((SELECT json_object_agg(life, n) FROM (SELECT width_bucket(expires_at, lives_end) AS life, count(*) AS n FROM hop GROUP BY 1) l), '{}'),
      'last_expires_at', (SELECT max(expires_at) FROM hop)));
END $$;

REVOKE ALL ON FUNCTION hops_through, dead_of, reach_of FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hops_through, dead_of, reach_of TO lanyard_authority, lanyard_worker;

-- A plan that was made while most hops were one agent's took what is not expired from an index that begins with the tenant,
-- by skipping through its tenants, and compared each hop with everything that is covered. When a hop ends is compared together
-- with its agent now, which only the index of both can serve, or in a way that none can.
-- What a halt of `agents` reaches (null: of all there are), with those `below` them or alone, or of one `run` of theirs, or
-- of the hops alone that may use one `scope` or any tool of one `server`: the agents by name, what lives of the hops
-- (their ids only `with_hops`), for whom, on which servers, and what is being called. `lives`: how many expire before the
-- first of these numbers of seconds has passed (under '0'), before the second ('1'), and so on. With the rights of the
-- caller, who sees one tenant; so does the function above.
CREATE OR REPLACE FUNCTION reach_of(tenant uuid, agents uuid[], below boolean, run text, scope text, server text, lives int[], with_hops boolean) RETURNS json LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_nestloop = off SET enable_mergejoin = off AS $$
DECLARE
  covered uuid[] := coalesce(agents, '{}');
  reached uuid[] := '{}';
  acting uuid[] := '{}';
  revoked uuid[] := '{}';
  level uuid[];
  next_level uuid[];
  level_acting uuid[];
  level_revoked uuid[];
  level_oldest bigint;
  oldest bigint;
  every uuid[];
  dead uuid[];
  lives_end timestamptz[] := ARRAY(SELECT statement_timestamp() + make_interval(secs => s) FROM unnest(lives) s ORDER BY s);
BEGIN
  IF agents IS NULL THEN
    SELECT coalesce(array_agg(id), '{}'), min(epoch) INTO reached, oldest FROM delegation
    WHERE tenant_id = tenant AND expires_at > now() AND revoked_at IS NULL AND (scope IS NULL OR scope = ANY (scopes))
      AND (server IS NULL OR EXISTS (SELECT FROM unnest(scopes) s WHERE starts_with(s, 'mcp:' || server || ':')));
  ELSE
    FOR pass IN 1..CASE WHEN below THEN 2 ELSE 1 END LOOP
      SELECT array_agg(h.id), array_agg(h.agent_id) FILTER (WHERE h.revoked_at IS NULL), array_agg(h.id) FILTER (WHERE h.revoked_at IS NOT NULL), min(h.epoch)
      INTO level, level_acting, level_revoked, level_oldest FROM unnest(covered) AS a(id) CROSS JOIN LATERAL (
        SELECT d.id, d.agent_id, d.revoked_at, d.epoch FROM delegation d
        WHERE d.agent_id = a.id AND (d.agent_id, d.expires_at) > (a.id, now()) AND d.tenant_id IS NOT DISTINCT FROM tenant AND (run IS NULL OR pass = 2 OR d.run_id = run) OFFSET 0) h
      WHERE pass = 1 OR h.id NOT IN (SELECT unnest(reached));
      -- Chains are far shorter than 64; what is deeper is a loop in the data.
      FOR depth IN 1..64 LOOP
        EXIT WHEN level IS NULL;
        reached := reached || level;
        acting := acting || level_acting;
        revoked := revoked || level_revoked;
        oldest := least(oldest, level_oldest);
        SELECT array_agg(id), array_agg(agent_id) FILTER (WHERE revoked_at IS NULL), array_agg(id) FILTER (WHERE revoked_at IS NOT NULL), min(epoch)
        INTO next_level, level_acting, level_revoked, level_oldest FROM delegation
        WHERE parent_id = ANY (level) AND expires_at + interval '0' > now() AND tenant_id IS NOT DISTINCT FROM tenant;
        level := next_level;
      END LOOP;
      EXIT WHEN pass = 2 OR NOT below;
      covered := ARRAY(SELECT DISTINCT unnest(agents || acting));
      IF cardinality(revoked) > 0 THEN
        covered := ARRAY(
          SELECT unnest(covered)
          UNION SELECT p.id FROM delegation d CROSS JOIN LATERAL unnest(d.path) WITH ORDINALITY AS p(id, at)
          WHERE d.id = ANY (reached) AND d.revoked_at IS NULL AND d.parent_id IN (SELECT unnest(revoked))
            AND p.at > (SELECT min(first.at) FROM unnest(d.path) WITH ORDINALITY AS first(id, at) WHERE first.id = ANY (agents)));
      END IF;
    END LOOP;
  END IF;
  every := reached;
  dead := revoked || dead_of(tenant, reached, oldest);
  reached := CASE WHEN cardinality(dead) > 0 THEN ARRAY(SELECT unnest(reached) EXCEPT SELECT unnest(dead)) ELSE ARRAY(SELECT DISTINCT unnest(reached)) END;
  RETURN (
    WITH hop AS MATERIALIZED (SELECT agent_id, root_person_id, mandate_id, path, scopes, expires_at FROM delegation WHERE id = ANY (reached)),
    edge AS MATERIALIZED (
      SELECT count(*) AS edges, encode(sha256(coalesce(string_agg(named, ''), '')), 'hex') AS digest
      FROM (SELECT DISTINCT uuid_send(mandate_id) || array_send(path) AS named FROM hop ORDER BY 1) e),
    life AS MATERIALIZED (SELECT width_bucket(expires_at, lives_end) AS life, count(*) AS n, max(expires_at) AS last FROM hop GROUP BY 1),
    kind AS MATERIALIZED (SELECT DISTINCT root_person_id, scopes FROM hop)
    SELECT json_build_object(
      'agents', (SELECT json_build_object('ids', coalesce(('["' || string_agg(id::text, '","') || '"]')::json, '[]'), 'names', coalesce(json_agg(name), '[]'))
         FROM (SELECT id, name FROM agent WHERE id = ANY (covered) AND tenant_id IS NOT DISTINCT FROM tenant ORDER BY name, id) n),
      'actors', (SELECT json_build_object('ids', coalesce(('["' || string_agg(id::text, '","') || '"]')::json, '[]'), 'names', coalesce(json_agg(name), '[]'))
         FROM (SELECT id, name FROM agent WHERE id = ANY (ARRAY(SELECT agent_id FROM hop WHERE agent_id NOT IN (SELECT unnest(covered)))) AND tenant_id IS NOT DISTINCT FROM tenant ORDER BY name, id) n),
      'hops', cardinality(reached),
      'hop_ids', CASE WHEN with_hops THEN to_json(reached) ELSE '[]' END,
      'passed_on', CASE WHEN run IS NULL THEN '[]' ELSE coalesce((
        SELECT json_agg(id) FROM delegation WHERE id = ANY (every) AND (agent_id <> ALL (agents) OR run_id <> run)), '[]') END,
      'edges', (SELECT edges FROM edge),
      'edges_digest', (SELECT digest FROM edge),
      'people', (SELECT coalesce(json_agg(json_build_object('id', id, 'name', name) ORDER BY name, id), '[]') FROM person
        WHERE tenant_id IS NOT DISTINCT FROM tenant AND id = ANY (ARRAY(
          SELECT root_person_id FROM kind
          UNION SELECT person_id FROM mandate
          WHERE tenant_id IS NOT DISTINCT FROM tenant AND run IS NULL AND agent_id = ANY (covered) AND expires_at > now() AND withdrawn_at IS NULL
          UNION SELECT person_id FROM mandate WHERE tenant_id = tenant AND agents IS NULL AND scope IS NULL AND server IS NULL AND expires_at > now() AND withdrawn_at IS NULL))),
      'systems', (SELECT coalesce(json_agg(json_build_object('slug', slug, 'title', title) ORDER BY slug), '[]') FROM tool_server
        WHERE tenant_id = tenant AND slug IN (SELECT substring(s FROM '^mcp:([a-z0-9-]+):') FROM (SELECT DISTINCT unnest(scopes) AS s FROM kind) k)),
      'calls_in_flight', (SELECT count(*) FROM call_in_flight f WHERE f.tenant_id = tenant AND CASE
        WHEN run IS NOT NULL THEN f.delegation_id IN (SELECT unnest(reached))
        WHEN agents IS NOT NULL THEN f.id IN (SELECT c.id FROM call_in_flight c, unnest(c.path) p(id) WHERE c.tenant_id = tenant AND p.id IN (SELECT unnest(covered)))
        WHEN scope IS NOT NULL THEN f.tool = scope
        WHEN server IS NOT NULL THEN starts_with(f.tool, 'mcp:' || server || ':')
        ELSE true END),
      'lives', coalesce((SELECT json_object_agg(life, n) FROM life), '{}'),
      'last_expires_at', (SELECT max(last) FROM life)));
END $$;

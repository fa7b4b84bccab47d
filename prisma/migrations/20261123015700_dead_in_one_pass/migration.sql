-- Two of its steps grew with the product of hops and covers, so that a second order over a busy tree took seconds: whether
-- an order stands over the whole tenant was asked of every cover for every hop (under row-level security the planner expects
-- one row of each), and the covers of an order were found among all of the tenant's. The first is one figure now, and the
-- second finds covers by their order, since the condition on the tenant can no longer use an index.
CREATE OR REPLACE FUNCTION dead_of(tenant uuid, hops uuid[]) RETURNS uuid[] LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_nestloop = off AS $$
DECLARE
  oldest bigint;
BEGIN
  IF NOT EXISTS (SELECT FROM containment_order WHERE tenant_id = tenant) THEN
    RETURN '{}';
  END IF;
  SELECT min(epoch) INTO oldest FROM delegation WHERE id = ANY (hops);
  IF NOT EXISTS (SELECT FROM containment_order WHERE tenant_id = tenant AND epoch > oldest) THEN
    RETURN '{}';
  END IF;
  RETURN ARRAY(
    WITH hop AS MATERIALIZED (
      SELECT id, mandate_id, path, md5('run:' || agent_id || '/' || run_id)::uuid AS run, substring(audience FROM '[^/]*$') AS server, epoch
      FROM delegation WHERE id = ANY (hops)),
    newest AS MATERIALIZED (
      SELECT c.kind, c.subject_id AS id, c.subject_key AS key, max(c.epoch) AS epoch FROM containment_order o CROSS JOIN LATERAL (
        SELECT kind, subject_id, subject_key, epoch FROM containment_cover WHERE order_id = o.id AND tenant_id IS NOT DISTINCT FROM tenant OFFSET 0) c
      WHERE o.tenant_id = tenant AND o.epoch > oldest GROUP BY 1, 2, 3)
    SELECT h.id FROM (SELECT id, unnest(path) AS agent, epoch FROM hop) h JOIN newest n ON n.id = h.agent WHERE n.kind = 'agent' AND n.epoch > h.epoch
    UNION SELECT h.id FROM hop h JOIN newest n ON n.id = h.id WHERE n.kind = 'delegation' AND n.epoch > h.epoch
    UNION SELECT h.id FROM hop h JOIN newest n ON n.id = h.mandate_id WHERE n.kind = 'mandate' AND n.epoch > h.epoch
    UNION SELECT h.id FROM hop h JOIN newest n ON n.id = h.run WHERE n.kind = 'run' AND n.epoch > h.epoch
    UNION SELECT h.id FROM hop h JOIN newest n ON n.key = h.server WHERE n.kind = 'tool_server' AND n.epoch > h.epoch
    UNION SELECT h.id FROM hop h WHERE h.epoch < (SELECT max(n.epoch) FROM newest n WHERE n.kind = 'tenant'));
END $$;

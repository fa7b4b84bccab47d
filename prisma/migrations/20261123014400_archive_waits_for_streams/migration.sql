-- A stream that is behind, paused or stopped still gets everything: what it has not got past stays in the database.
CREATE OR REPLACE FUNCTION ledger_part_kept(named text) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  bounds record;
  why text;
BEGIN
  SELECT p.lower, p.upper INTO bounds FROM public.ledger_partitions() p WHERE p.name = named AND NOT p.is_default;
  IF NOT FOUND THEN RETURN 'there is no such partition'; END IF;
  IF bounds.upper > public.ledger_id_at((now() AT TIME ZONE 'UTC') - interval '183 days') THEN RETURN 'it is not half a year old'; END IF;
  EXECUTE format($q$
    SELECT CASE
        WHEN t.kind = 'sample' THEN 'it has entries of the sample, which are erased with it'
        WHEN r.hold_reason IS NOT NULL THEN 'it is held: ' || r.hold_reason
        WHEN i.number IS NOT NULL THEN 'incident ' || i.number || ' is open'
        WHEN l.position IS NULL THEN 'an entry is not sealed'
        WHEN s.name IS NOT NULL THEN 'the stream ' || s.name || ' has not got past it'
        WHEN greatest(e.occurred_at, l.sealed_at) > now() - make_interval(days => coalesce(r.days, 183)) THEN 'an entry is younger than the retention'
        ELSE 'an entry is in no archive whose file was found good' END
    FROM public.%I e
    JOIN public.tenant t ON t.id = e.tenant_id
    LEFT JOIN public.ledger_leaf l ON l.entry_id = e.id
    LEFT JOIN public.ledger_retention r ON r.tenant_id = e.tenant_id
    LEFT JOIN LATERAL (
      SELECT i.number FROM public.incident i WHERE i.tenant_id = e.tenant_id AND i.resolved_at IS NULL AND e.occurred_at > i.opened_at - interval '90 days' LIMIT 1
    ) i ON true
    LEFT JOIN LATERAL (
      SELECT s.name FROM public.ledger_stream s WHERE s.tenant_id = e.tenant_id AND s.removed_at IS NULL AND s.position <= l.position ORDER BY s.position LIMIT 1
    ) s ON true
    WHERE t.kind = 'sample' OR r.hold_reason IS NOT NULL OR i.number IS NOT NULL OR l.position IS NULL OR s.name IS NOT NULL
      OR greatest(e.occurred_at, l.sealed_at) > now() - make_interval(days => coalesce(r.days, 183))
      OR NOT EXISTS (SELECT FROM public.ledger_archive a WHERE a.tenant_id = e.tenant_id AND a.removed_at IS NULL AND a.problem IS NULL AND a.checked_at IS NOT NULL
        AND a.positions @> l.position AND a.head_size > l.position)
    LIMIT 1$q$, named) INTO why;
  RETURN why;
END $$;

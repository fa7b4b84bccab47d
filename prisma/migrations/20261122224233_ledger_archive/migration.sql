-- How long entries stay in the database, and the files that they are in afterwards. Leaves, nodes and heads of the log stay
-- for ever: what has left is proved as before.

-- CreateTable
CREATE TABLE "ledger_retention" (
    "tenant_id" UUID NOT NULL,
    "days" INTEGER NOT NULL DEFAULT 183,
    "hold_reason" TEXT,
    "held_by_name" TEXT,
    "held_at" TIMESTAMPTZ(3),

    CONSTRAINT "ledger_retention_pkey" PRIMARY KEY ("tenant_id")
);

-- CreateTable
CREATE TABLE "ledger_archive" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "part" TEXT NOT NULL,
    "positions" int8multirange NOT NULL,
    "first_position" BIGINT NOT NULL,
    "last_position" BIGINT NOT NULL,
    "entries" INTEGER NOT NULL,
    "occurred_from" TIMESTAMPTZ(3) NOT NULL,
    "occurred_until" TIMESTAMPTZ(3) NOT NULL,
    "file" TEXT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "sha256" TEXT NOT NULL,
    "manifest_sha256" TEXT NOT NULL,
    "head_size" BIGINT NOT NULL,
    "archived_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "checked_at" TIMESTAMPTZ(3),
    "problem" TEXT,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "ledger_archive_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "ledger_archive_tenant_id_last_position_idx" ON "ledger_archive"("tenant_id", "last_position");

-- By hand from here on.
ALTER TABLE "ledger_retention" ADD FOREIGN KEY (tenant_id) REFERENCES "tenant"(id);
ALTER TABLE "ledger_archive" ADD FOREIGN KEY (tenant_id) REFERENCES "tenant"(id);
-- Half a year at the least, whoever says otherwise.
ALTER TABLE "ledger_retention" ADD CONSTRAINT "ledger_retention_days" CHECK (days BETWEEN 183 AND 36525);
ALTER TABLE "ledger_retention" ADD CONSTRAINT "ledger_retention_hold" CHECK ((hold_reason IS NULL) = (held_at IS NULL) AND (hold_reason IS NULL) = (held_by_name IS NULL));
ALTER TABLE "ledger_archive" ADD CONSTRAINT "ledger_archive_range" CHECK (first_position >= 0 AND last_position >= first_position AND head_size > last_position AND entries > 0);
CREATE TRIGGER "ledger_archive_no_delete" BEFORE DELETE ON "ledger_archive" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "ledger_archive_no_truncate" BEFORE TRUNCATE ON "ledger_archive" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What was archived, and that it is gone from the database, no service can change.
GRANT SELECT, INSERT, UPDATE ON "ledger_retention" TO lanyard_authority;
GRANT SELECT, INSERT ON "ledger_archive" TO lanyard_authority;
GRANT UPDATE (checked_at, problem) ON "ledger_archive" TO lanyard_authority;
ALTER TABLE "ledger_retention" ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "ledger_retention" USING (current_setting('lanyard.tenant', true) IN (tenant_id::text, 'system'));
ALTER TABLE "ledger_archive" ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "ledger_archive" USING (current_setting('lanyard.tenant', true) IN (tenant_id::text, 'system'));

-- Why a partition of the ledger may not go, in words; null when it may. The clock is the database's, and half a year its own.
CREATE FUNCTION ledger_part_kept(named text) RETURNS text
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
        WHEN greatest(e.occurred_at, l.sealed_at) > now() - make_interval(days => coalesce(r.days, 183)) THEN 'an entry is younger than the retention'
        ELSE 'an entry is in no archive whose file was found good' END
    FROM public.%I e
    JOIN public.tenant t ON t.id = e.tenant_id
    LEFT JOIN public.ledger_leaf l ON l.entry_id = e.id
    LEFT JOIN public.ledger_retention r ON r.tenant_id = e.tenant_id
    LEFT JOIN LATERAL (
      SELECT i.number FROM public.incident i WHERE i.tenant_id = e.tenant_id AND i.resolved_at IS NULL AND e.occurred_at > i.opened_at - interval '90 days' LIMIT 1
    ) i ON true
    WHERE t.kind = 'sample' OR r.hold_reason IS NOT NULL OR i.number IS NOT NULL OR l.position IS NULL
      OR greatest(e.occurred_at, l.sealed_at) > now() - make_interval(days => coalesce(r.days, 183))
      OR NOT EXISTS (SELECT FROM public.ledger_archive a WHERE a.tenant_id = e.tenant_id AND a.removed_at IS NULL AND a.problem IS NULL AND a.checked_at IS NOT NULL
        AND a.positions @> l.position AND a.head_size > l.position)
    LIMIT 1$q$, named) INTO why;
  RETURN why;
END $$;
REVOKE ALL ON FUNCTION ledger_part_kept(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_part_kept(text) TO lanyard_authority;

-- The one way in which entries leave the database: a whole partition, every entry of which is sealed, old enough and in an
-- archive. Nothing is added to it meanwhile. It gives up at once where a lock is taken, since everybody would wait behind it.
CREATE FUNCTION ledger_remove_part(named text) RETURNS TABLE (tenant uuid, archives bigint, removed bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '250ms' AS $$
DECLARE
  why text;
  files uuid[];
BEGIN
  PERFORM pg_advisory_xact_lock(x'4c410006'::int, 0);
  IF NOT EXISTS (SELECT FROM public.ledger_partitions() p WHERE p.name = named AND NOT p.is_default) THEN
    RAISE EXCEPTION 'there is no such partition' USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  EXECUTE format('LOCK TABLE public.%I IN SHARE MODE', named);
  why := public.ledger_part_kept(named);
  IF why IS NOT NULL THEN RAISE EXCEPTION 'it stays: %', why USING ERRCODE = 'object_not_in_prerequisite_state'; END IF;
  -- A file is of one partition, whatever that was called when it was written: a restored database has others.
  EXECUTE format($q$
    SELECT array_agg(a.id) FROM public.ledger_archive a JOIN public.ledger_leaf l ON l.tenant_id = a.tenant_id AND l.position = a.first_position
    WHERE a.removed_at IS NULL AND EXISTS (SELECT FROM public.%I e WHERE e.id = l.entry_id)$q$, named) INTO files;
  EXECUTE format('DROP TABLE public.%I', named);
  RETURN QUERY WITH gone AS (
    UPDATE public.ledger_archive a SET removed_at = now() WHERE a.id = ANY (files) RETURNING a.tenant_id, a.entries
  ) SELECT g.tenant_id, count(*), sum(g.entries)::bigint FROM gone g GROUP BY g.tenant_id;
END $$;
REVOKE ALL ON FUNCTION ledger_remove_part(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_remove_part(text) TO lanyard_authority;

-- Where an estate stands: one snapshot a day, and the weights that administrators chose.

-- CreateTable
CREATE TABLE "posture_snapshot" (
    "tenant_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "version" INTEGER NOT NULL,
    "facts" JSONB NOT NULL,
    "scores" JSONB NOT NULL,
    "taken_at" TIMESTAMPTZ(3) NOT NULL,
    "took_ms" INTEGER NOT NULL,

    CONSTRAINT "posture_snapshot_pkey" PRIMARY KEY ("tenant_id","day")
);

-- CreateTable
CREATE TABLE "posture_setting" (
    "tenant_id" UUID NOT NULL,
    "weights" JSONB NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "changed_by" TEXT NOT NULL,

    CONSTRAINT "posture_setting_pkey" PRIMARY KEY ("tenant_id")
);

-- By hand from here on.
ALTER TABLE "posture_snapshot" ADD FOREIGN KEY (tenant_id) REFERENCES "tenant"(id);
ALTER TABLE "posture_setting" ADD FOREIGN KEY (tenant_id) REFERENCES "tenant"(id);

-- A day that is over says for ever what it said; neither its date nor its tenant moves.
CREATE FUNCTION refuse_past_day() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.day < (now() AT TIME ZONE 'UTC')::date OR NEW.day <> OLD.day OR NEW.tenant_id <> OLD.tenant_id THEN
    RAISE EXCEPTION 'a past day of % is not rewritten', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "posture_snapshot_past" BEFORE UPDATE ON "posture_snapshot" FOR EACH ROW EXECUTE FUNCTION refuse_past_day();
CREATE TRIGGER "posture_snapshot_kept" BEFORE DELETE ON "posture_snapshot" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "posture_snapshot_no_truncate" BEFORE TRUNCATE ON "posture_snapshot" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT ON "posture_snapshot", "posture_setting" TO lanyard_authority, lanyard_worker;
GRANT INSERT, UPDATE (version, facts, scores, taken_at, took_ms) ON "posture_snapshot" TO lanyard_worker;
GRANT INSERT, UPDATE (weights, changed_at, changed_by) ON "posture_setting" TO lanyard_authority;

-- What the worker counts: that there is a key, a passkey, a session, and how old; never what it is.
GRANT SELECT (id, tenant_id, agent_id, created_at, revoked_at) ON "agent_key" TO lanyard_worker;
GRANT SELECT (tenant_id, person_id) ON "passkey" TO lanyard_worker;
GRANT SELECT (tenant_id, person_id, created_at, last_seen_at) ON "person_session" TO lanyard_worker;
GRANT SELECT (created_at) ON "person" TO lanyard_worker;
GRANT SELECT (kid, alg, state, created_at, activated_at) ON "signing_key" TO lanyard_worker;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['posture_snapshot', 'posture_setting'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I USING (current_setting(''lanyard.tenant'', true) IN (tenant_id::text, ''system''))', t);
  END LOOP;
END $$;

-- What agents used is asked for by the posture, too, which the worker computes.
GRANT SELECT ON "agent_use" TO lanyard_worker;

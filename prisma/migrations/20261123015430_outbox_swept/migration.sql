-- What was carried out is swept a month later, by the worker, which carried it out.
GRANT DELETE ON "outbox" TO lanyard_worker;

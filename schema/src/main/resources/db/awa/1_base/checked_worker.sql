-- A worker id that is not null: null means the system itself to close_attempts.
-- Errors: AW001.
create or replace function awa_store.checked_worker(worker_id uuid)
returns uuid
language plpgsql
immutable
as $$
begin
  if worker_id is null then
    raise exception using
      errcode = 'AW001', message = 'worker_id must not be null', hint = 'Pass what register_worker returned.';
  end if;
  return worker_id;
end
$$;

call awa_store.publish('awa_store.checked_worker');

-- The partition of a job in a queue with that many: by its ordering key, or spread by its id. A key that is too long
-- for a job is not worth a hash: whoever inserts it refuses it.
create or replace function awa_store.route(ordering_key text, job_id bigint, partitions int)
returns int
language plpgsql
immutable
as $$
begin
  return case
    when partitions = 1 or octet_length(ordering_key) > 500 then 0
    when ordering_key is null then job_id % partitions
    else awa_store.partition_of(ordering_key, partitions)
  end;
end
$$;

call awa_store.publish('awa_store.route');

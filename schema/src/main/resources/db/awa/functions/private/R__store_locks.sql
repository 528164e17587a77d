-- Advisory lock keys of the engine: (class, hash). Equal hashes of different names cost waiting, never correctness.
-- lane: turns of the claimers of one partition; promotion: one promoter per queue; sleep: who waits for a NOTIFY;
-- housekeeping: one tick at a time.
create or replace function awa_store.lock_class(purpose text)
returns int
language sql
immutable
as $$
  select case purpose
    when 'lane' then 1635213569
    when 'promotion' then 1635213570
    when 'sleep' then 1635213571
    when 'housekeeping' then 1635213572
  end;
$$;

create or replace function awa_store.lane_key(queue text, partition int)
returns int
language sql
immutable
as $$
  select hashtext(queue || '/' || partition);
$$;

call awa_store.publish('awa_store.lock_class');
call awa_store.publish('awa_store.lane_key');

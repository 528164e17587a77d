-- Advisory lock keys of the engine: (class, hash). Equal hashes of different names cost waiting, never correctness.
-- lane: turns of the claimers of one partition; promotion: one promoter per queue; sleep: who waits for a NOTIFY;
-- housekeeping: one tick at a time; claim: who settles jobs of a claim, or writes their progress (shared).
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
    when 'claim' then 1635213573
  end;
$$;

-- One key for the priorities of a partition.
create or replace function awa_store.lane_key(lane bigint)
returns int
language sql
immutable
as $$
  select hashint8(lane & -4);
$$;

create or replace function awa_store.claim_key(claim_id bigint)
returns int
language sql
immutable
as $$
  select (claim_id & 2147483647)::int;
$$;

call awa_store.publish('awa_store.lock_class');
call awa_store.publish('awa_store.lane_key');
call awa_store.publish('awa_store.claim_key');

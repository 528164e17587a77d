-- The segment that a new entry goes into: the segments follow each other by number. At REPEATABLE READ and above the
-- snapshot may be from before the ring turned; then the newest turn that is known to be committed tells.
create or replace function awa_store.entered(ring awa_store.ring)
returns smallint
language sql
volatile
as $$
  select case
    when current_setting('transaction_isolation') = 'read committed' then (ring).current_segment
    else ((greatest(pg_sequence_last_value('awa_store.turn_seq'), (ring).turn) - 1) % 4)::smallint
  end;
$$;

-- Whether no turn is known to be committed that the ring, as the snapshot shows it, does not know of: then entered is
-- its current segment. For the condition of a statement, where a volatile function costs no plan node of its own.
create or replace function awa_store.is_last_turn(ring awa_store.ring)
returns boolean
language sql
volatile
as $$
  select (pg_sequence_last_value('awa_store.turn_seq') > (ring).turn) is not true;
$$;

call awa_store.publish('awa_store.entered');
call awa_store.publish('awa_store.is_last_turn');

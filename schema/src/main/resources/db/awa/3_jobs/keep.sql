-- How long a queue with a configuration, or none (null), keeps the jobs that ended in a state.
create or replace function awa_store.keep_of(state text, queue awa_store.queue, settings awa_store.settings)
returns interval
language sql
immutable
as $$
  select case state
    when 'completed' then coalesce((queue).keep_completed, (settings).keep_completed)
    when 'failed' then coalesce((queue).keep_failed, (settings).keep_failed)
    when 'cancelled' then coalesce((queue).keep_cancelled, (settings).keep_cancelled)
  end;
$$;

-- How long a job of a queue with these options is kept after it has ended in the given state.
create or replace function awa_store.keep(queue text, state text, options jsonb default null)
returns interval
language sql
stable
as $$
  select coalesce(
    make_interval(secs => awa_store.option_seconds(keep.options, 'keep')), awa_store.keep_of(keep.state, q, s))
  from awa_store.settings s
  left join awa_store.queue q on q.name = keep.queue;
$$;

call awa_store.publish('awa_store.keep_of');
call awa_store.publish('awa_store.keep');

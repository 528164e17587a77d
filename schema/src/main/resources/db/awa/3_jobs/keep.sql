-- How long a job of a queue with these options is kept after it has ended in the given state.
create or replace function awa_store.keep(queue text, state text, options jsonb default null)
returns interval
language sql
stable
as $$
  select coalesce(
    make_interval(secs => awa_store.option_seconds(keep.options, 'keep')),
    case keep.state
      when 'completed' then coalesce(q.keep_completed, s.keep_completed)
      when 'failed' then coalesce(q.keep_failed, s.keep_failed)
      when 'cancelled' then coalesce(q.keep_cancelled, s.keep_cancelled)
    end)
  from awa_store.settings s
  left join awa_store.queue q on q.name = keep.queue;
$$;

call awa_store.publish('awa_store.keep');

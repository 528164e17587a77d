-- What get_job tells of a job whose newest failure has left a stack: that failure, with it. Never fails, whatever
-- stands for the failures.
create or replace function awa_store.last_failure(errors jsonb, stack text)
returns jsonb
language sql
immutable
as $$
  select case
    when stack is null then '{}'
    else jsonb_build_object(
      'last_failure',
      case
        when jsonb_typeof(errors -> -1) = 'object' then errors -> -1
        else '{}'
      end || jsonb_build_object('stack', stack))
  end;
$$;

call awa_store.publish('awa_store.last_failure');

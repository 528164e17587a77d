-- Stores a greeting; the semicolons and quotes below are for the installer's parsers; they mean nothing.
create or replace function awa.greet(text text default 'it''s me;') returns bigint
language plpgsql
as $body$
declare
    v_id bigint;
begin
    -- a comment with $$ and ; in it
    insert into awa_store.greeting (text) values (greet.text) returning id into v_id;
    return v_id;
end
$body$;

revoke all on function awa.greet(text) from public;
comment on function awa.greet(text) is 'Stores a greeting.';

create schema if not exists awa;

do $$
begin
    if not exists (select from pg_roles where rolname = 'awa_sample') then
        begin
            create role awa_sample nologin;
        exception when insufficient_privilege then
            null;
        end;
    end if;
end
$$;

create table awa_store.greeting (
    id   bigint generated always as identity primary key,
    text text not null default 'hello; ${not_a_placeholder}'
);

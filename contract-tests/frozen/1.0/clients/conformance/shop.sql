-- recipe: setup
create table if not exists stock (item text primary key, amount int not null check (amount >= 0));
create table if not exists orders (id text primary key, item text not null references stock);
-- end

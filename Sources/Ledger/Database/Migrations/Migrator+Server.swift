extension Migrator {
  /// A number of our own for the lock in database `postgres`: roles belong to the whole server.
  private static let rolesLock = 0x6c65_6467

  /// Makes the group roles and the function-owning roles. `server`: a connection to database `postgres`.
  package func installRoles(_ server: borrowing Connection) throws {
    var attempt = 0
    while true {
      do {
        return try server.transaction { server in
          try server.execute("set local lock_timeout = '30s'")
          try server.execute("select pg_advisory_xact_lock(\(Self.rolesLock)::bigint)")
          try server.script(scripts.roles.text)
        }
      } catch SQLState.internalError where attempt < 5 {
        // "tuple concurrently updated": another database's session changed the same role.
        attempt += 1
      } catch TransactionError.commitOutcomeUnknown(let lost) {
        // Roles are no books: whether they are there, the next one sees.
        throw lost
      } catch let error as DatabaseError {
        throw Self.failure(of: scripts.roles, error)
      }
    }
  }

  /// Makes the database of the books where it is missing, and closes it to logins that nobody let in.
  /// `server`: a connection to database `postgres`. `isPrivateServer`: nobody else uses its other databases.
  package func createBooks(_ name: String, _ server: borrowing Connection, isPrivateServer: Bool) throws {
    let database = Query.identifier(name)
    if try server.execute("select from pg_database where datname = \(name)").count == 0 {
      do {
        try server.execute(
          """
          create database \(database) owner ledger_owner
          template template0 encoding 'UTF8' locale 'C.UTF-8'
          """)
      } catch SQLState.duplicateDatabase {
      } catch SQLState.uniqueViolation {
        // Another upgrade made it at the same moment.
      }
    }
    try closeToPublic(name, server)
    if isPrivateServer {
      for other in ["postgres", "template1"] { try closeToPublic(other, server) }
    }
  }

  /// Takes away the right to connect, and to make temporary tables, that everybody has by default.
  package func closeToPublic(_ name: String, _ server: borrowing Connection) throws {
    let isOpen: Query = """
      select from pg_database as d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) as a
      where d.datname = \(name) and a.grantee = 0
      """
    if try server.execute(isOpen).count == 0 { return }
    try server.execute("revoke all on database \(Query.identifier(name)) from public")
  }

  /// Takes advisory locks from everybody but the functions of the books, so that no session holds up who records, and large objects from
  /// everybody, which would fill the disk and stop backups. Rights on functions of
  /// PostgreSQL's own are each database's, and only a superuser changes them; another installer is told.
  package func reserveLocks(_ books: borrowing Connection) throws {
    try books.script(
      """
      do $$
      declare
        lock record;
      begin
        for lock in
          select p.oid::regprocedure as call, p.proname ~ '_xact_' as is_ours
          from pg_catalog.pg_proc p
          where p.pronamespace = 'pg_catalog'::regnamespace and p.proname ~ '^(pg_(try_)?advisory_|lo_|loread|lowrite)'
            and pg_catalog.has_function_privilege('public', p.oid, 'execute')
        loop
          if not (select r.rolsuper from pg_catalog.pg_roles r where r.rolname = current_user) then
            raise warning 'Whoever may connect to these books can take advisory locks, which hold up who records, and make large objects, which stop backups.'
              using hint = 'Run "ledgerctl init" once as a superuser of the server, which takes both away.';
            exit;
          end if;
          execute format('revoke execute on function %s from public', lock.call);
          if lock.is_ours then execute format('grant execute on function %s to ledger_rules', lock.call); end if;
        end loop;
      end
      $$
      """)
  }

  /// The error of a script, with the line it is on.
  static func failure(of script: SchemaScripts.Script, _ error: DatabaseError) -> any Error {
    if error.isConnectionLost || error.sqlState == .readOnlyTransaction { return error }
    if error.sqlState == .insufficientPrivilege { return MigrationError.mayNotInstall(error) }
    if error.sqlState == .lockNotAvailable { return MigrationError.busy(error) }
    let line = error.statement == script.text ? error.position.map { script.line(atCharacter: $0) } : nil
    return MigrationError.scriptFailed(name: script.name, line: line, error)
  }
}

extension Query {
  /// A name of a database, table or role as SQL text, quoted.
  package static func identifier(_ name: String) -> Query {
    Query(unescaped: "\"" + name.replacing("\"", with: "\"\"") + "\"")
  }
}

extension SchemaScripts.Script {
  /// The line of the character at `position`; both count from 1.
  func line(atCharacter position: Int) -> Int {
    text.unicodeScalars.prefix(position - 1).count { $0 == "\n" } + 1
  }
}

#include <sqlite3.h>

/// Binds a text that SQLite copies; `SQLITE_TRANSIENT` is a macro that Swift cannot see.
static inline int sqlite3_bind_copied_text(sqlite3_stmt *statement, int index, const char *bytes, sqlite3_uint64 count) {
    return sqlite3_bind_text64(statement, index, bytes, count, SQLITE_TRANSIENT, SQLITE_UTF8);
}

#include <histedit.h>
#include <stdio.h>

/// An editor on the standard streams, which Swift takes for shared mutable state.
static inline EditLine *edit_start(const char *name) { return el_init(name, stdin, stdout, stderr); }

// What libedit sets by functions with any number of arguments, which Swift cannot call.

/// Sets the function that gives the prompt.
static inline int edit_set_prompt(EditLine *editor, wchar_t *(*prompt)(EditLine *)) {
    return el_wset(editor, EL_PROMPT, prompt);
}

/// Sets the function that reads one character: 1 where there is one, 0 at the end, -1 where it cannot.
static inline int edit_set_reader(EditLine *editor, int (*reader)(EditLine *, wchar_t *)) {
    return el_wset(editor, EL_GETCFN, reader);
}

/// Sets the pointer that those functions get back by `edit_client`.
static inline int edit_set_client(EditLine *editor, void *client) { return el_wset(editor, EL_CLIENTDATA, client); }

static inline void *edit_client(EditLine *editor) {
    void *client = NULL;
    return el_wget(editor, EL_CLIENTDATA, &client) == 0 ? client : NULL;
}

/// Sets Emacs' keys, with Tab for a function and Ctrl-R for a search of the history.
static inline int edit_set_keys(EditLine *editor, unsigned char (*complete)(EditLine *, wint_t)) {
    return el_wset(editor, EL_EDITOR, L"emacs") == 0
        && el_wset(editor, EL_ADDFN, L"complete", L"Complete what stands before the cursor", complete) == 0
        && el_wset(editor, EL_BIND, L"^I", L"complete", NULL) == 0
        && el_wset(editor, EL_BIND, L"^R", L"em-inc-search-prev", NULL) == 0 ? 0 : -1;
}

/// Lets the arrows walk through a history of at most `size` lines.
static inline int edit_set_history(EditLine *editor, HistoryW *history, int size) {
    HistEventW event;
    return history_w(history, &event, H_SETSIZE, size) >= 0 && history_w(history, &event, H_SETUNIQUE, 1) >= 0
        ? el_wset(editor, EL_HIST, history_w, history) : -1;
}

/// Takes the terminal's keys over, so that the terminal itself does not echo what is typed right behind the prompt.
static inline int edit_take_keys(EditLine *editor) { return el_wset(editor, EL_PREP_TERM, 1); }

/// Adds a line to a history.
static inline int edit_remember(HistoryW *history, const wchar_t *line) {
    HistEventW event;
    return history_w(history, &event, H_ENTER, line);
}

#include <stddef.h>

// What is used of librsvg, and of the cairo and GLib that it brings along: the types of its functions, which are looked up when they are
// first needed. Linked, they and the forty libraries behind them would be loaded with every start of the process.

typedef struct rsvg_handle rsvg_handle;
typedef struct cairo_surface cairo_surface;
typedef struct cairo_context cairo_context;

typedef struct { unsigned domain; int code; char *message; } rsvg_error;
typedef struct { double length; int unit; } rsvg_length;
typedef struct { double x, y, width, height; } rsvg_rectangle;

/// Takes bytes of a document; 0 where it could.
typedef int (*cairo_writer)(void *closure, const unsigned char *bytes, unsigned count);

typedef rsvg_handle *(*rsvg_new)(const unsigned char *bytes, size_t count, rsvg_error **error);
typedef void (*rsvg_dimensions)(
    rsvg_handle *, int *has_width, rsvg_length *, int *has_height, rsvg_length *, int *has_box, rsvg_rectangle *box);
typedef int (*rsvg_render)(rsvg_handle *, cairo_context *, const rsvg_rectangle *viewport, rsvg_error **error);
typedef cairo_surface *(*cairo_new_image)(int format, int width, int height);
typedef cairo_surface *(*cairo_new_document)(cairo_writer, void *closure, double width, double height);
typedef void (*cairo_set_metadata)(cairo_surface *, int which, const char *text);
typedef int (*cairo_write)(cairo_surface *, cairo_writer, void *closure);
typedef cairo_context *(*cairo_new_context)(cairo_surface *);
typedef int (*cairo_status)(cairo_surface *);
typedef void (*cairo_on_surface)(cairo_surface *);
typedef void (*cairo_on_context)(cairo_context *);
typedef void (*glib_free)(void *);
typedef void (*glib_free_error)(rsvg_error *);

// The files of notebooks/data, as bytes in the binary.

#ifndef CDATASETS_H
#define CDATASETS_H

#include <stddef.h>
#include <stdint.h>

/// A file that lies in the binary.
typedef struct {
    const uint8_t *_Nonnull bytes;
    size_t count;
} datasets_file;

/// Handwritten digits: 64 pixels and the digit.
datasets_file datasets_digits(void);

/// Iris flowers: four measurements and the species.
datasets_file datasets_iris(void);

#endif

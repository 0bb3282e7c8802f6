// The files are embedded here because a Swift array literal of this size takes a minute to compile.

#include "CDatasets.h"

// #embed is part of C23; clang knows it in every version of C, and says so.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const uint8_t digits[] = {
#embed "../../notebooks/data/digits.csv"
};

static const uint8_t iris[] = {
#embed "../../notebooks/data/iris.csv"
};

datasets_file datasets_digits(void) {
    return (datasets_file){.bytes = digits, .count = sizeof digits};
}

datasets_file datasets_iris(void) {
    return (datasets_file){.bytes = iris, .count = sizeof iris};
}

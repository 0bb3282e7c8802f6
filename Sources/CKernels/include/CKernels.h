#ifndef NABLA_CKERNELS_H
#define NABLA_CKERNELS_H
#endif

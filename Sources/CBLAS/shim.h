// Debian: libopenblas-dev, which holds LAPACK's routines too; their header is in another package.
#include <cblas.h>

void dpotrf_(const char *triangle, const int *n, double *a, const int *stride, int *info);
void dpotri_(const char *triangle, const int *n, double *a, const int *stride, int *info);
void dpotrs_(const char *triangle, const int *n, const int *columns, const double *a, const int *stride, double *b,
             const int *b_stride, int *info);
void dsyev_(const char *vectors, const char *triangle, const int *n, double *a, const int *stride, double *values,
            double *work, const int *work_size, int *info);

#include "hasbench.h"

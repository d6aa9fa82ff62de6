/** Symmetric matrices, row after row in one array: as much linear algebra as maximum likelihood needs. */

/**
 * The lower triangle L of L·Lᵀ. Source: G. H. Golub, C. F. Van Loan (2013), Matrix Computations, 4th ed., section 4.2.
 * @param matrix n × n, of which only the lower triangle is read
 * @param singular whether pivots of nothing are allowed: their columns become 0, so that draws can be made of it
 * @returns null where the matrix is not positive definite (or, when singular, where it is negative somewhere)
 */
export function cholesky(matrix: Float64Array, n: number, singular = false): Float64Array | null {
	const lower = new Float64Array(n * n);
	let scale = 0;
	for (let i = 0; i < n; i++) scale = Math.max(scale, matrix[i * n + i] ?? 0);
	for (let j = 0; j < n; j++) {
		const own = matrix[j * n + j] ?? 0;
		let pivot = own;
		for (let k = 0; k < j; k++) pivot -= (lower[j * n + k] ?? 0) ** 2;
		if (!(pivot > 1e-11 * own)) {
			if (!singular || !(pivot > -1e-9 * scale)) return null;
			continue;
		}
		const root = Math.sqrt(pivot);
		lower[j * n + j] = root;
		for (let i = j + 1; i < n; i++) {
			let sum = matrix[i * n + j] ?? 0;
			for (let k = 0; k < j; k++) sum -= (lower[i * n + k] ?? 0) * (lower[j * n + k] ?? 0);
			lower[i * n + j] = sum / root;
		}
	}
	return lower;
}

/** Solves L·Lᵀ·x = b in place. */
export function solve(lower: Float64Array, n: number, b: Float64Array): Float64Array {
	for (let i = 0; i < n; i++) {
		let sum = b[i] ?? 0;
		for (let k = 0; k < i; k++) sum -= (lower[i * n + k] ?? 0) * (b[k] ?? 0);
		b[i] = sum / (lower[i * n + i] ?? 1);
	}
	for (let i = n - 1; i >= 0; i--) {
		let sum = b[i] ?? 0;
		for (let k = i + 1; k < n; k++) sum -= (lower[k * n + i] ?? 0) * (b[k] ?? 0);
		b[i] = sum / (lower[i * n + i] ?? 1);
	}
	return b;
}

/** The inverse of L·Lᵀ, whole. */
export function inverse(lower: Float64Array, n: number): Float64Array {
	const whole = new Float64Array(n * n);
	for (let j = 0; j < n; j++) {
		const column = whole.subarray(j * n, (j + 1) * n);
		column[j] = 1;
		solve(lower, n, column);
	}
	return whole;
}

/** A·B of n × n matrices. */
export function product(a: Float64Array, b: Float64Array, n: number): Float64Array {
	const out = new Float64Array(n * n);
	for (let i = 0; i < n; i++)
		for (let k = 0; k < n; k++) {
			const own = a[i * n + k] ?? 0;
			if (own === 0) continue;
			for (let j = 0; j < n; j++) out[i * n + j] = (out[i * n + j] ?? 0) + own * (b[k * n + j] ?? 0);
		}
	return out;
}

/** Copies what is below the diagonal above it. */
export function mirror(matrix: Float64Array, n: number): Float64Array {
	for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) matrix[j * n + i] = matrix[i * n + j] ?? 0;
	return matrix;
}

/**
 * The covariance of parameters of which the first `many` are only known from each other, once these sum to 0.
 * @param matrix n × n, changed in place
 */
export function centred(matrix: Float64Array, n: number, many: number): Float64Array {
	const along = (step: number, across: number) => {
		for (let i = 0; i < n; i++) {
			let mean = 0;
			for (let j = 0; j < many; j++) mean += matrix[i * across + j * step] ?? 0;
			mean /= many;
			for (let j = 0; j < many; j++)
				matrix[i * across + j * step] = (matrix[i * across + j * step] ?? 0) - mean;
		}
	};
	along(1, n);
	along(n, 1);
	return matrix;
}
